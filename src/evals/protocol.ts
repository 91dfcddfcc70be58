/** How a set is asked (method notes, section 7). */
export interface Protocol {
  /** Answers per question. */
  readonly samples: number
  /** 0 is greedy. */
  readonly temperature: number
  /** Options are put into an order of their own for each question. */
  readonly shuffleOptions: boolean
}

/** Zero-shot with the training templates; greedy pass@1, except AIME (32 at 0.6) and GPQA (options shuffled). */
export function paperProtocol(setName: string): Protocol {
  const name = setName.toLowerCase()
  return {
    samples: name.startsWith('aime') ? 32 : 1,
    temperature: name.startsWith('aime') ? 0.6 : 0,
    shuffleOptions: name.startsWith('gpqa'),
  }
}
