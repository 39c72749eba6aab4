import { describe, expect, test } from 'vitest'
import { linkedHosts, sourceSchema } from '../../functions/publicity/guide.ts'

const tried = (url?: string) =>
  sourceSchema.safeParse({ title: '全国山洪灾害防治知识手册', publisher: '水利部', url, seen: false })

describe('what a source links to', () => {
  test.each([
    'https://www.gov.cn/zhengce/content/1.htm',
    'http://www.mwr.gov.cn/zzsc/',
    'https://news.cn/1.html',
    'https://weather.gov/safety',
    'https://WWW.WHO.INT/news-room/fact-sheets/detail/burns',
  ])('%s is an official place', (url) => {
    expect(tried(url).success).toBe(true)
  })

  test.each([
    'https://www.163.com/dy/article/1.html',
    'https://who-sandbox.squiz.cloud/en',
    'https://mem.gov.cn.example.com/',
    'https://notwho.int/',
    'https://www.gov.cn@example.com/',
    'https://example.com/?from=www.gov.cn',
    'ftp://www.gov.cn/',
  ])('%s is not', (url) => {
    expect(tried(url).success).toBe(false)
  })

  test('a source needs no link', () => {
    expect(tried().success).toBe(true)
  })

  test('who is refused reads what is allowed', () => {
    const said = tried('https://blog.example.com/').error?.issues[0]?.message
    for (const ending of linkedHosts) expect(said).toContain(`.${ending}`)
  })
})
