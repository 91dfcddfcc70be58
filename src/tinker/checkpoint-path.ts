import { TinkerError } from './tinker-error.js'

export interface CheckpointPath {
  readonly modelId: string
  readonly kind: 'training' | 'sampler'
  /** Without the kind. */
  readonly name: string
}

const KINDS = { weights: 'training', sampler_weights: 'sampler' } as const
const FORM = /^tinker:\/\/([^/?#\s]{1,1024})\/(?:(weights|sampler_weights)\/)?([^/?#\s]{1,1024})$/

/**
 * `tinker://<model>/weights/<name>` or `tinker://<model>/sampler_weights/<name>`. SkyRL leaves `sampler_weights` out of
 * what it answers: two parts alone are a sampler's.
 *
 * @throws TinkerError `rejected`
 */
export function parseCheckpointPath(path: string): CheckpointPath {
  const [, modelId, kind, name] = FORM.exec(path) ?? []
  if (!modelId || !name || /^\.+$/.test(modelId) || /^\.+$/.test(name))
    throw new TinkerError('rejected', `${JSON.stringify(path.slice(0, 200))} is no path of a checkpoint`, {
      hint: 'tinker://<model>/weights/<name> or tinker://<model>/sampler_weights/<name>',
    })
  return { modelId, kind: kind ? KINDS[kind as keyof typeof KINDS] : 'sampler', name }
}

/** With all three parts. */
export function formatCheckpointPath({ modelId, kind, name }: CheckpointPath): string {
  return `tinker://${modelId}/${kind === 'training' ? 'weights' : 'sampler_weights'}/${name}`
}
