import { describe, expect, test } from 'vitest'
import { framed, parseFrames } from '../../functions/pages/frames.ts'
import { makeReadFrames } from '../../functions/pages/read-frames.ts'
import { html, trusted } from '../../functions/platform/html.ts'
import { someFrames } from './a-frame-set.ts'

const page = { kind: 'alert', language: 'zh-CN', path: '/alerts/x/', siteUrl: 'https://yj.example.gov.cn' } as const

/** A bucket with one file, which counts what it is asked. */
function aBucket(text: string | undefined) {
  const bucket = { text, etag: '"1"', isDown: false, asked: [] as (string | undefined)[] }
  return {
    bucket,
    read: makeReadFrames(async (_, etag) => {
      bucket.asked.push(etag)
      if (bucket.isDown) throw new Error('no bucket')
      if (bucket.text === undefined) return undefined
      return etag === bucket.etag ? 'unchanged' : { text: bucket.text, etag: bucket.etag }
    }),
  }
}

describe('a frame', () => {
  test('takes text as text and fragments as they are, and fills nothing that came with a text', () => {
    const bad = '⟦main⟧<b>"$& ⟦head⟧'
    const filled = framed(someFrames(), page, {
      title: bad,
      description: bad,
      main: html`<p>${bad}</p>`,
      head: trusted('<link rel="x" />'),
    })
    const escaped = '⟦main⟧&lt;b&gt;&quot;$&amp; ⟦head⟧'
    expect(filled).toContain(`<title>${escaped} | site</title>`)
    expect(filled).toContain(`content="${escaped}"`)
    expect(filled).toContain(`<main><p>${escaped}</p></main>`)
    expect(filled).toContain('<link rel="x" />')
    expect(filled).toContain('href="https://yj.example.gov.cn/alerts/x/"')
  })

  test('that the site lacks is the plain one, in the language of the page', () => {
    const none = { pages: {}, months: {}, guides: {} }
    const filled = framed(
      none,
      { ...page, language: 'ko' },
      { title: 'T', description: 'D', main: trusted('<p>M</p>') },
    )
    expect(filled).toContain('<html lang="ko">')
    expect(filled).toContain('<main><p>M</p></main>')
    expect(filled).toContain('href="https://yj.example.gov.cn/ko/alerts/x/"')
    expect(filled).not.toMatch(/⟦|<style/)
  })

  test('that asks for something nobody fills in is refused when it is read', () => {
    const frames = someFrames()
    frames.pages['zh-CN']!.alert = '⟦weather⟧'
    expect(() => parseFrames(JSON.stringify(frames))).toThrow(/asks for weather/)
  })
})

describe('the frames of the site', () => {
  const text = JSON.stringify(someFrames())

  test('are read once and then only asked whether they changed', async () => {
    const { bucket, read } = aBucket(text)
    const first = await read()
    expect(await read()).toBe(first)
    expect(bucket.asked).toEqual([undefined, '"1"'])
    Object.assign(bucket, { text: text.replace('site', 'new site'), etag: '"2"' })
    expect((await read()).hash).not.toBe(first.hash)
  })

  test.each([
    ['missing', undefined],
    ['no JSON', '<html>'],
    ['of another form', '{"pages":{}}'],
  ])('that are %s leave the plain built-in frame, for which nothing is written anew', async (_, broken) => {
    expect(await aBucket(broken).read()).toEqual({ frames: { pages: {}, months: {}, guides: {} }, hash: null })
  })

  test('that were good once are kept while the bucket has none, or a broken one, or does not answer', async () => {
    const { bucket, read } = aBucket(text)
    const good = await read()
    Object.assign(bucket, { text: 'broken', etag: '"2"' })
    expect(await read()).toBe(good)
    bucket.text = undefined
    expect(await read()).toBe(good)
    bucket.isDown = true
    expect(await read()).toBe(good)
  })
})
