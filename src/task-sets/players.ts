import type { Voice } from '../play/index.js'

/** A voice that can be named: its name stands in every row, and a set is resumed with the same ones only. */
export interface Player {
  readonly voice: Voice
  /** For people. */
  readonly title: string
  /** `sha256:…` of the weights, or `openai:model@address`. */
  readonly identity: string
  /** Sha256 over the templates of its prompts. */
  readonly templates: string
}

/** Who poses, who answers, and who answers with the document in hand. */
export interface Players {
  readonly challenger: Player
  readonly reasoner: Player
  readonly auditor: Player
}
