const MARKER =
  /<\|(?:im_end|im_start|eot_id|end_of_text|endoftext|end|user|assistant|start_header_id)\|>|<\/s>|<eos>|<end_of_turn>/g
const OPENING = /^\s*(?:<s>|<\|begin_of_text\|>)?\s*(?:<\|im_start\|>\s?assistant|<\|assistant\|>)\s*/

/** Where the model's own turn begins and ends: what follows an end-of-turn marker is an echo of the chat. */
export function ownTurn(text: string): { readonly begin: number; readonly end: number } {
  if (!text.includes('<')) return { begin: 0, end: text.length }
  const begin = OPENING.exec(text.slice(0, 200))?.[0].length ?? 0
  MARKER.lastIndex = begin
  for (let found = MARKER.exec(text); found; found = MARKER.exec(text))
    if (text.slice(begin, found.index).trim() !== '') return { begin, end: found.index }
  return { begin, end: text.length }
}
