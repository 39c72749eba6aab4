/** Whoever writes content learns what is wrong by file and line, and what is allowed; nothing wrong is ever built. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { dangerGroups } from '../../functions/publicity/danger.ts'
import { readContent, sayProblem } from '../../site/src/content/read-content.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder(afterAll)
const slug = 'flash-flood'
const guide = `content/guides/zh-CN/${slug}.md`
const danger = `content/dangers/${slug}.json`
const quiz = `content/quizzes/zh-CN/${slug}.yaml`

/** One whole danger with its picture, guide and questions, and nothing else. */
beforeEach(() => {
  rmSync(join(folder, 'content'), { recursive: true, force: true })
  for (const file of [danger, danger.replace('.json', '.svg'), guide, quiz]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(project, file), join(folder, file))
  }
})

const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
const change = (file: string, from: string | RegExp, to: string): void => {
  const text = textOf(file)
  expect(text).toMatch(from)
  write(file, text.replace(from, to))
}
const lineOf = (file: string, start: string): number =>
  textOf(file)
    .split('\n')
    .findIndex((line) => line.startsWith(start)) + 1
const said = (): string[] => readContent(folder).problems.map(sayProblem)
/** What is said of this file; others may miss what it should have been. */
const saidOf = (file: string): string =>
  said()
    .filter((text) => text.startsWith(file))
    .join('\n')

test('content without errors has none', () => {
  expect(said()).toEqual([])
})

describe('is told by file, line and what is allowed:', () => {
  test('no front matter', () => {
    write(guide, textOf(guide).replace(/^---\n/, ''))
    expect(saidOf(guide)).toBe(`${guide}:1: must begin with front matter between two lines of ---`)
  })

  test('front matter that is no YAML', () => {
    change(guide, /^summary: /m, 'summary: "')
    expect(saidOf(guide)).toMatch(/:\d+: .*\S/)
  })

  test('a field too many', () => {
    change(guide, /^summary:/m, 'sumary: x\nsummary:')
    expect(saidOf(guide)).toMatch(/:\d+: .*"sumary".*allowed: name, title, summary, picture/)
  })

  test('a field missing', () => {
    change(guide, /^summary:.*\n/m, '')
    expect(saidOf(guide)).toMatch(/:\d+: summary: .*missing.*one sentence for lists/)
  })

  test('text where a list is due', () => {
    change(danger, /"months": \[[^\]]*\]/, '"months": "July"')
    expect(saidOf(danger)).toMatch(/:\d+: months: .*array.*"July".*months in which/)
    expect(saidOf(danger)).toContain(`:${lineOf(danger, '  "months"')}: months`)
  })

  test('text too long, on its line', () => {
    change(guide, /^name: .*$/m, `name: ${'洪'.repeat(41)}`)
    expect(saidOf(guide)).toMatch(/: name: Too big.*<=40 characters.*short name/)
    expect(saidOf(guide)).toContain(`${guide}:${lineOf(guide, 'name:')}: name`)
  })

  test('a word that is not among the allowed', () => {
    change(danger, /"group": "[^"]*"/, '"group": "river"')
    for (const group of dangerGroups) expect(saidOf(danger)).toContain(`"${group}"`)
  })

  test('a guide too short or too long', () => {
    write(guide, `${textOf(guide)}\n${'很长的文字'.repeat(400)}`)
    expect(said()).toEqual([
      expect.stringMatching(/^content\/guides\/zh-CN\/flash-flood\.md:1: is \d+ characters long; allowed: 300 to 900$/),
    ])
  })

  test('a guide to a danger that nobody has described', () => {
    write('content/guides/zh-CN/meteor.md', textOf(guide))
    expect(said()).toContain(`content/guides/zh-CN/meteor.md:1: needs content/dangers/meteor.json; there are ${slug}`)
  })

  const video = 'video:\n  file: flash-flood.mp4\n  title: 听到水响往哪跑\n'
  const transcript = '  transcript:\n    - 往两边高处走，不要顺沟跑。\n'

  test('a video without its words', () => {
    change(guide, /^sources:/m, `${video}sources:`)
    expect(saidOf(guide)).toMatch(/:\d+: video\.transcript: .*missing.*all that is said and shown/)
    expect(saidOf(guide)).toContain(`${guide}:${lineOf(guide, 'video:') + 1}: video.transcript`)
    change(guide, /^sources:/m, '  transcript: []\nsources:')
    expect(saidOf(guide)).toContain(`${guide}:${lineOf(guide, '  transcript:')}: video.transcript: Too small`)
  })

  test('a video that is not the site’s own', () => {
    change(guide, /^sources:/m, `${video.replace('flash', 'https://v.example.com/flash')}${transcript}sources:`)
    expect(saidOf(guide)).toMatch(/: video\.file: allowed is the name of a file in content\/videos\//)
    expect(saidOf(guide)).toContain(`${guide}:${lineOf(guide, '  file:')}: video.file`)
  })

  test('a video that is not there, until it is', () => {
    change(guide, /^sources:/m, `${video}${transcript}sources:`)
    expect(said()).toEqual([`${guide}:1: video.file: needs content/videos/flash-flood.mp4; there are none`])
    write('content/videos/landslide.mp4', '')
    expect(said()).toEqual([`${guide}:1: video.file: needs content/videos/flash-flood.mp4; there are landslide.mp4`])
    write('content/videos/flash-flood.mp4', '')
    expect(said()).toEqual([])
  })

  test('an article about an unknown danger', () => {
    const sources = 'sources: [{ title: 情况通报, publisher: 应急管理部, seen: true }]'
    const fields =
      'title: 某地山洪\nsummary: 一句话说清楚发生了什么\ndate: 2026-06-01\ndanger: meteor\nhappened: 2026年6月'
    write('content/cases/zh-CN/x.md', `---\n${fields}\nlessons: [不要过河, 往高处走]\n${sources}\n---\n正文\n`)
    expect(said()).toEqual([`content/cases/zh-CN/x.md:1: danger: allowed are ${slug}`])
    change('content/cases/zh-CN/x.md', /^danger:/m, `${video}${transcript}danger:`)
    expect(said()).toContainEqual(expect.stringMatching(/^content\/cases\/zh-CN\/x\.md:1: video\.file: needs/))
  })

  test('an answer that is none of the options', () => {
    change(quiz, /right: \d/, 'right: 4')
    change(quiz, /options: \[(.*?),(.*?),.*\]/, 'options: [$1,$2]')
    expect(saidOf(quiz)).toMatch(/:\d+: 0\.right: must be the number of an option/)
  })
})

test('nothing wrong is built: the build stops with the same words', () => {
  for (const name of ['site', 'functions', 'node_modules', 'package.json']) {
    rmSync(join(folder, name), { force: true })
    symlinkSync(join(project, name), join(folder, name))
  }
  change(guide, /^name: .*$/m, `name: ${'洪'.repeat(41)}`)
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(project, 'site/build.ts'), '--out', join(folder, 'out')],
    {
      encoding: 'utf8',
      env: { ...process.env, FENGSUI_ROOT: folder },
    },
  )
  expect(stderr).toMatch(/content\/guides\/zh-CN\/flash-flood\.md:\d+: name: Too big/)
  expect(status).toBe(1)
})
