import type { Config } from '../config/index.js'
import type { Corpus } from '../corpus/index.js'
import { SpiceError } from '../errors.js'
import { checkTarget, type GenerateOptions, type GenerateSummary, generateTasks } from '../task-sets/index.js'
import { loadSets } from './evaluate-sets.js'
import { contaminationOf, corpusOf } from './open-inputs.js'
import { type Cast, type OpenPlayersOptions, openPlayers } from './open-players.js'
import { resolveThreads } from './pinned-engine.js'

export interface GenerateRequest
  extends Omit<GenerateOptions, 'players' | 'corpus' | 'contamination'>,
    Omit<OpenPlayersOptions, 'signal'> {
  readonly cast: Cast
}

/** Opens models and documents, and writes a set of tasks: see `generateTasks`. Throws SpiceError. */
export async function generateTaskSet(request: GenerateRequest): Promise<GenerateSummary> {
  const { out, force, signal, cast, ...options } = request
  const config = resolveThreads(request.config)
  checkTarget(out, force)
  refuseUngrounded(config)
  let corpus: Corpus | null = null
  const { players, tokenizer, close } = await openPlayers(config, cast, { ...options, signal })
  try {
    corpus = await corpusOf(config, { tokenizer }, signal)
    if (corpus === null) throw new RangeError('no corpus')
    const contamination = await contaminationOf(
      config,
      config.validity.contaminated ? await loadSets(config) : [],
    )
    return await generateTasks({ ...options, out, force, signal, config, players, corpus, contamination })
  } finally {
    corpus?.close()
    await close()
  }
}

function refuseUngrounded({ grounding }: Config): void {
  if (grounding === 'document') return
  throw new SpiceError('config', `grounding: "${grounding}" leaves no document to ask about`, {
    hint: 'Set grounding=document.',
  })
}
