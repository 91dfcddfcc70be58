import { expect, it } from 'vitest'
import { commandLine } from './invocation.js'

it('keeps the command line, but for keys', () => {
  const line = (...args: string[]) => commandLine(['node', 'spice', ...args])
  expect(line('train', '--name', "it's mine")).toBe("spice train --name 'it'\\''s mine'")
  expect(line('train', '--api-key', 'tml-very-secret', '--seed', '1')).toBe(
    'spice train --api-key *** --seed 1',
  )
  expect(line('train', '--api-key=tml-very-secret')).toBe('spice train --api-key=***')
})
