import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { capture } from '../cli/fixtures/capture.js'
import { presentDryRun } from '../cli/present/dry-run.js'
import { presentStart } from '../cli/present/train-start.js'
import { amounts, cost, loadConfig } from '../config/index.js'
import { FakeHub } from '../hub/fixtures/fake-hub.js'
import { createRoles, loadTemplateSet, type Roles } from '../roles/index.js'
import { type SimulatedServer, startSimulatedServer } from '../tinker/fixtures/simulated-server.js'
import { loadTokenizer, type Tokenizer } from '../tokenizer/index.js'
import { findModel } from './find-model.js'
import { octoThinkerBase, qwen3Base } from './fixtures/paper-models.js'
import { cachedTemplateTokens } from './measure-templates.js'
import { runFolder } from './run-folder.js'
import { train } from './train.js'
import type { TrainEvent } from './train-event.js'

const QWEN = 'Qwen/Qwen3-4B-Base'
const OCTO = 'OctoThinker/OctoThinker-3B-Hybrid-Base'
const place = mkdtempSync(join(tmpdir(), 'spice-paper-'))
let hub: FakeHub
let server: SimulatedServer
beforeAll(async () => {
  hub = await new FakeHub({
    [QWEN]: { kind: 'model', revisions: { main: qwen3Base() } },
    [OCTO]: { kind: 'model', revisions: { main: octoThinkerBase() } },
  }).start()
  server = await startSimulatedServer({ dialect: 'hosted', models: [QWEN, OCTO], contextLength: 32_768 })
  vi.stubEnv('HF_ENDPOINT', hub.hub)
  vi.stubEnv('HF_HUB_CACHE', join(place, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await hub.stop()
  rmSync(place, { recursive: true, force: true })
})

const configOf = (model: string) =>
  loadConfig({
    preset: 'paper',
    set: [
      `model=hf:${model}`,
      'engine.type=tinker',
      `engine.baseUrl=${server.url}`,
      'evaluation.sets=[]',
      'corpus.maxDocumentTokens=5992',
    ],
  })

async function rolesOf(model: string): Promise<{ roles: Roles; tokenizer: Tokenizer }> {
  const { folder } = await findModel(configOf(model))
  const tokenizer = await loadTokenizer(folder)
  return {
    tokenizer,
    roles: createRoles({ templates: loadTemplateSet('paper'), tokenizer, grounding: 'document' }),
  }
}

/** What `spice train --preset paper --engine tinker --model …` says before its first iteration. */
async function start(model: string, name: string) {
  const stop = new AbortController()
  const found: Extract<TrainEvent, { type: 'started' }>[] = []
  await train({
    config: configOf(model),
    folder: runFolder(join(place, name)),
    resume: false,
    command: 'test',
    apiKey: 'tml-onlyForThisTest0123456789',
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== 'started') return
      found.push(event)
      stop.abort()
    },
  })
  const [started] = found
  if (!started) throw new Error('the run did not start')
  const { output, written } = capture()
  presentStart(output, started)
  return { started, lines: written.stdout.split('\n') }
}

describe('the models of the paper, from their files on the hub', () => {
  it('Qwen3-4B-Base is asked in its own turns, and ends with a turn or a text', async () => {
    const { roles, tokenizer } = await rolesOf(QWEN)
    expect(tokenizer.decode(roles.reasonerPrompt('Why is ½ < π?'))).toBe(
      '<|im_start|>system\nYou are a careful and helpful assistant.<|im_end|>\n' +
        '<|im_start|>user\nWhy is ½ < π?\n\nWork it out step by step. Then give the final answer, and nothing else, inside \\boxed{}.<|im_end|>\n' +
        '<|im_start|>assistant\n',
    )
    expect(roles.stopTokens).toEqual([256, 258])
  })

  it('OctoThinker-3B-Hybrid-Base is asked in plain turns, after one beginning of text', async () => {
    const { roles, tokenizer } = await rolesOf(OCTO)
    const prompt = roles.reasonerPrompt('Why?')
    expect(Array.from(prompt).filter((id) => id === 256)).toEqual([256])
    expect(tokenizer.decode(prompt)).toMatch(
      /^<\|begin_of_text\|>Below, a User .*\n\nUser: Why\?\n\n.*\\boxed\{\}\.\n\nAssistant:$/s,
    )
    expect(roles.stopTokens).toEqual([257, 258])
    expect(roles.stopStrings).toEqual(['\nUser:'])
  })
})

describe('--preset paper --engine tinker', () => {
  it('says at its start what an iteration costs: worked by hand from the length of the templates', async () => {
    const { started, lines } = await start(QWEN, 'qwen')
    const { templates, phases, iteration, forwardTokens } = started.cost
    // In bytes here, and one for each of the five special tokens.
    const turns =
      '^system\nYou are a careful and helpful assistant.^\n' +
      '^user\n\n\nWork it out step by step. Then give the final answer, and nothing else, inside \\boxed{}.^\n' +
      '^assistant\n'
    expect(templates?.reasoner).toBe(turns.length)
    const { selector, challenger, reasoner } = templates ?? { selector: 0, challenger: 0, reasoner: 0 }
    expect([selector, challenger, reasoner].every((length) => length > 100 && length < 6000)).toBe(true)

    expect(phases.map((phase) => [phase.phase, phase.prompts, phase.continuations])).toEqual([
      ['select', 128, 128],
      ['pose', 128, 1024],
      ['answer', 1024, 8192],
      ['audit', 0, 0],
    ])
    expect(iteration).toMatchObject({
      continuations: 128 + 1024 + 8192,
      promptTokens: 128 * (selector + 5992) + 128 * (challenger + 5992) + 1024 * (reasoner + 4096),
      generatedTokens: 128 * 512 + 1024 * 4096 + 8192 * 4096,
      optimizerSteps: 16,
    })
    // 8 attempts and 8 answers of each document, before the first step and in one.
    expect(forwardTokens).toBe(1024 * (challenger + 5992 + 4096) + 1024 * (reasoner + 4096 + 4096))
    expect(iteration.trainedTokens).toBe(2 * forwardTokens)

    const said = lines.slice(lines.findIndex((line) => line.startsWith('cost')))
    expect(said[0]).toMatch(
      /^cost {6}an iteration, at most: 9,344 samples, \d\.\dM prompt tokens, 37\.8M generated, \d\d\.\dM trained, [\d,]+ requests$/,
    )
    expect(said.slice(1, 7).map((line) => line.trim().split(/[:,]/)[0])).toEqual([
      'format selection',
      'challenges',
      'answers',
      'training',
      'if no attempt were ever valid',
      '640 iterations',
    ])
    // What the service was asked for so far: nothing that is paid by the token.
    expect(server.requests.get('asample')).toBeUndefined()
    expect(hub.downloads().some(({ path }) => path.includes('safetensors'))).toBe(false)
  })

  it('says the same without a run, for OctoThinker too', async () => {
    const { started, lines } = await start(OCTO, 'octo')
    const config = configOf(OCTO)
    const dry = cost(config, await cachedTemplateTokens(config))
    expect(dry).toEqual(started.cost)
    const { output, written } = capture()
    presentDryRun(output, config, amounts(config), dry)
    const headline = lines.find((line) => line.startsWith('cost'))?.slice('cost      '.length)
    expect(headline).toContain('9,344 samples')
    expect(written.stdout).toContain(`\n# ${headline}\n`)
    expect(started.model.contextTokens).toBe(32_768)
  })
})
