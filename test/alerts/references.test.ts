import { describe, expect, it } from 'vitest'
import { judgeReferences, type Referred } from '../../functions/alerts/rules/references.ts'
import { anAlert } from './an-alert.ts'

describe('what an Update or Cancel refers to', () => {
  const id = 'me'
  const follower = anAlert({ msgType: 'Update' })
  const known = (overrides: Partial<Referred>): Referred => ({
    id: 'earlier',
    identifier: 'earlier',
    status: 'Actual',
    stage: 'published',
    successor: null,
    reasons: [],
    isUntold: false,
    isReleased: false,
    ...overrides,
  })
  const codesFor = (...referred: Referred[]) => judgeReferences(follower, id, referred).map(({ code }) => code)

  it('may be published, expired, or just being published', () => {
    for (const stage of ['published', 'expired', 'signed'] as const) expect(codesFor(known({ stage }))).toEqual([])
  })
  it('is enough when one is live and others are old', () => {
    expect(codesFor(known({ stage: 'cancelled', successor: 'x' }), known({}))).toEqual([])
  })
  it('holds it when unknown here, held, rejected, or never told to anybody', () => {
    expect(codesFor()).toEqual(['references'])
    for (const stage of ['held', 'rejected'] as const) expect(codesFor(known({ stage }))).toEqual(['references'])
    expect(codesFor(known({ stage: 'expired', reasons: [{ code: 'area', text: '' }] }))).toEqual(['references'])
  })
  it('holds it when another has succeeded already, but not itself', () => {
    expect(codesFor(known({ stage: 'superseded', successor: 'other' }))).toEqual(['succeeded'])
    expect(codesFor(known({ stage: 'superseded', successor: id }))).toEqual([])
  })
  it('holds a drill that would end a real warning', () => {
    expect(codesFor(known({ status: 'Exercise' }))).toEqual(['references'])
  })
  it('means nothing on a first Alert', () => {
    expect(judgeReferences(anAlert(), id, [])).toEqual([])
  })
})
