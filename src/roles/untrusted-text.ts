/**
 * `text` without spellings of special tokens, so that a document or a generated question can't speak with the voice of
 * the prompt's own markers. A space takes the place of each, which keeps the neighbours from joining into a new one.
 */
export function stripSpecialTokens(text: string, specialTokens: readonly string[]): string {
  let stripped = text
  for (const token of specialTokens) if (token !== '') stripped = stripped.replaceAll(token, ' ')
  // Only a token that itself holds a space can have arisen; dropping every such remainder's brackets ends it for good.
  if (specialTokens.some((token) => token.trim() !== '' && stripped.includes(token)))
    stripped = stripped.replace(/[<>|[\]]/g, ' ')
  return stripped
}
