import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const STUBBORN = fileURLToPath(new URL('./fixtures/stubborn.ts', import.meta.url))

it('a second Ctrl-C ends at once, an echo of the first does not', async () => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), STUBBORN])
  let output = ''
  let heard = () => {}
  child.stdout.on('data', (chunk) => {
    output += chunk
    heard()
  })
  const until = (word: string) =>
    new Promise<void>((resolve) => {
      heard = () => output.includes(word) && resolve()
      heard()
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  await until('listening')
  child.kill('SIGINT')
  await until('asked to stop')
  child.kill('SIGINT')
  await sleep(400)
  expect(child.exitCode).toBeNull()
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(output.match(/asked to stop/g)).toHaveLength(1)
})
