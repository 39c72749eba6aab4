import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { bundling } from '../../infra/constructs/handler-function.ts'

/** Their dependencies are CommonJS and call `require`: xml-crypto, nodemailer. */
const handlers = ['functions/alerts/accept-alert.handler.ts', 'functions/delivery/deliver-email.handler.ts']

test('what is deployed runs as an ES module far from node_modules, CommonJS dependencies included', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'fengsui-bundles-'))
  try {
    const { banner, minify, keepNames, mainFields, target } = bundling
    await build({
      entryPoints: handlers,
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: banner },
      minify,
      keepNames,
      mainFields,
      target,
      logLevel: 'error',
    })
    for (const handler of handlers) {
      const file = join(outdir, handler.replace(/^functions\//, '').replace(/\.ts$/, '.mjs'))
      const source = `const { build, handler } = await import(${JSON.stringify(file)}); console.log(typeof build, typeof handler)`
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
        cwd: outdir,
        env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
        encoding: 'utf8',
      })
      expect(stdout.trim(), `${handler}: ${stderr.slice(-300)}`).toBe('function function')
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
})
