import { expect, it } from 'vitest'
import { keepSecret, withoutSecrets } from './secrets.js'

it('strikes a key out wherever it stands, as it is spelled in JSON and addresses too', () => {
  const key = 'tml-"a/b"-\\c?d'
  expect(withoutSecrets(`key ${key}`)).toBe(`key ${key}`)
  keepSecret(key)
  expect(withoutSecrets(`key ${key}, again ${key}`)).toBe('key ***, again ***')
  expect(withoutSecrets(JSON.stringify({ key }))).toBe('{"key":"***"}')
  expect(withoutSecrets(`?key=${encodeURIComponent(key)}`)).toBe('?key=***')
})

it('leaves texts alone for want of a key, or for one that is none', () => {
  keepSecret(undefined)
  keepSecret('')
  keepSecret('dummy')
  expect(withoutSecrets('a dummy text')).toBe('a dummy text')
})
