/** Words that say that there is no value, by what they mean. */
const PHRASES: ReadonlyMap<string, 'does not exist' | 'no solution'> = new Map([
  ...[
    'dne',
    'd.n.e',
    'undefined',
    'is undefined',
    'not defined',
    'is not defined',
    'nonexistent',
    'does not exist',
    "doesn't exist",
    'it does not exist',
    'limit does not exist',
    'the limit does not exist',
    'no limit',
  ].map((phrase) => [phrase, 'does not exist'] as const),
  ...[
    'none',
    'no solution',
    'no solutions',
    'no real solution',
    'no real solutions',
    'no real root',
    'no real roots',
    'there is no solution',
    'there are no solutions',
    'there is no real solution',
    'there are no real solutions',
    'the equation has no solution',
    'the equation has no solutions',
    'empty set',
    'the empty set',
  ].map((phrase) => [phrase, 'no solution'] as const),
])

/** What words in lower case say if they say that there is no value: two groups, in each of which all mean the same. */
export const noValue = (words: string): 'does not exist' | 'no solution' | undefined => PHRASES.get(words)
