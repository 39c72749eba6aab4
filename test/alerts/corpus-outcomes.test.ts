import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCap } from '../../functions/alerts/cap/read.ts'
import { verifySignature } from '../../functions/alerts/cap/signature.ts'
import { instantOf } from '../../functions/alerts/cap/time.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { aDesk, bureau } from './a-desk.ts'

/** The collected alerts lie beside a checkout, and not beside every clone. */
const corpus = new URL('../../../shared/cap/', import.meta.url)
const isHere = existsSync(corpus)
if (!isHere) console.warn('../shared/cap is not here: tests of the collected alerts are skipped')

const rowsOf = (name: string): Record<string, string>[] => {
  if (!isHere) return []
  const [header = '', ...lines] = readFileSync(new URL(`${name}/INDEX.tsv`, corpus), 'utf8')
    .trim()
    .split('\n')
  const names = header.split('\t')
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, i) => [names[i], value])))
}
const bytesOf = (path: string) => new Uint8Array(readFileSync(new URL(path, corpus)))
const outcomes: Record<string, string> = {
  accepted: 'accept',
  held: 'hold',
  refused: 'refuse',
  forbidden: 'refuse',
  conflict: 'refuse',
}

const post = (desk: ReturnType<typeof aDesk>, path: string, sub = bureau) =>
  desk.acceptAlert({ bytes: bytesOf(path), mediaType: 'application/cap+xml', sub, traceId: 'trace' })

async function deskAfterPrior() {
  const desk = aDesk()
  desk.clock.set('2026-07-01T08:00:00+08:00')
  expect(await post(desk, 'bad/prior.xml')).toMatchObject({ outcome: 'accepted' })
  desk.clock.set('2026-07-01T08:31:00+08:00')
  return desk
}

describe.skipIf(!isHere)('a wrong, hostile or tricky alert', () => {
  it.each(rowsOf('bad').map(({ file, outcome, ...row }) => [file!, outcome!, Object.values(row)[1]!]))(
    '%s: %s, because %s',
    async (file, expected) => {
      const desk = await deskAfterPrior()
      const done = await post(desk, `bad/${file}`)
      expect(expected.split('|')).toContain(outcomes[done.outcome])
      if (done.outcome === 'refused') {
        expect(done.problems.length).toBeGreaterThan(0)
        for (const { path, found, allowed } of done.problems)
          for (const part of [path, found, allowed]) expect(part).not.toBe('')
      }
      if (done.outcome === 'held') expect(done.reasons.length).toBeGreaterThan(0)
      expect(desk.outbox.announced).toHaveLength(done.outcome === 'accepted' ? 2 : 1)
    },
  )

  it('sent twice is told once', async () => {
    const desk = await deskAfterPrior()
    await post(desk, 'bad/sem-duplicate-identifier-same.xml')
    expect(await post(desk, 'bad/sem-duplicate-identifier-same.xml')).toMatchObject({ outcome: 'duplicate' })
    expect(desk.outbox.announced).toHaveLength(2)
  })

  it('that cancels one live and one old alert ends the live one only', async () => {
    const desk = await deskAfterPrior()
    await post(desk, 'bad/sem-references-mixed-known-unknown.xml')
    expect((await desk.ledger.entries()).map(({ alert }) => alert.stage).toSorted()).toEqual(['cancelled', 'published'])
  })
})

const real = rowsOf('real').filter(({ xsd }) => xsd === 'valid')

describe.skipIf(!isHere)('an alert from elsewhere, from a sender registered here', () => {
  it.each(real.map(({ file, authority }) => [file!, authority!]))('%s (%s) is held or refused', async (file) => {
    const read = readCap(bytesOf(`real/${file}`))
    // Three carry a placeholder where numbers belong, which the schema of CAP takes for a polygon.
    if (!read.ok) return expect(JSON.stringify(read.problems)).toContain('polygon')
    const { sender, sent } = read.alert
    const home = loadCounty('510402')
    const desk = aDesk({
      county: { ...home, senders: [{ sender, name: sender, areas: ['510402'], certificate: null }] },
    })
    desk.clock.set(instantOf(sent) + 60_000)
    const { outcome } = await post(desk, `real/${file}`, sender)
    expect(['held', 'refused']).toContain(outcome)
    expect(desk.outbox.announced).toEqual([])
  })
})

describe.skipIf(!isHere)('a signature of a real authority', () => {
  const file = 'real/us-ipaws-alabama-rwt-cancel-signed-2026.xml'
  const text = isHere ? new TextDecoder().decode(bytesOf(file)) : ''
  const inside = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(text)?.[1]?.replace(/\s+/g, '')
  const certificate = `-----BEGIN CERTIFICATE-----\n${inside?.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`

  it('verifies with the certificate it was made with, and not when a letter is changed', () => {
    expect(verifySignature(text, certificate)).toBe('valid')
    expect(verifySignature(text.replace('<status>Actual', '<status>Test'), certificate)).toBe('invalid')
  })
})
