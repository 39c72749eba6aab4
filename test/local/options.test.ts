import { expect, test } from 'vitest'
import { readOptions } from '../../infra/local/options.ts'

test('without an environment everything has its default', () => {
  expect(readOptions({})).toMatchObject({ port: 8787, county: '510402', nowMs: undefined, fresh: false, demo: true })
})

test.each([
  [{ PORT: 'eight' }, 'PORT="eight" must be a port number'],
  [{ PORT: '99999' }, 'PORT="99999" must be between'],
  [{ COUNTY: '110101' }, 'COUNTY="110101" must be one of 141032, 222404'],
  [{ NOW: 'tomorrow' }, 'NOW="tomorrow" must be an instant such as'],
  [{ EMAIL_PROVIDER: 'post' }, 'EMAIL_PROVIDER="post" must be ses or smtp'],
  [{ FRESH: 'yes' }, 'FRESH="yes" must be 1 or 0'],
])('%j is refused in one line that says what is allowed', (env, message) => {
  expect(() => readOptions(env)).toThrow(message)
})
