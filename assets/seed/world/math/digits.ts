/** Digits of n, ones first. */
function digitsOf(n: number): number[] {
  return [...String(n)].reverse().map(Number)
}

/** Addition digit by digit, ones first, with carries: 295+681 -> `5+1=6,9+8=17,2+6+1=9`. */
export function addWork(a: number, b: number): string {
  const [long, short] =
    digitsOf(a).length >= digitsOf(b).length ? [digitsOf(a), digitsOf(b)] : [digitsOf(b), digitsOf(a)]
  const steps: string[] = []
  let carry = 0
  for (let i = 0; i < long.length; i++) {
    const terms = [long[i], ...(i < short.length ? [short[i]] : []), ...(carry ? [1] : [])] as number[]
    if (terms.length === 1) break
    const sum = terms.reduce((x, y) => x + y, 0)
    steps.push(`${terms.join('+')}=${sum}`)
    carry = sum >= 10 ? 1 : 0
  }
  return steps.join(',')
}

/** Subtraction digit by digit, ones first; a borrowed ten is written onto the digit: 83-47 -> `13-7=6,8-1-4=3`. */
export function subtractWork(a: number, b: number): string {
  const top = digitsOf(a)
  const bottom = digitsOf(b)
  const steps: string[] = []
  let borrow = 0
  for (let i = 0; i < top.length; i++) {
    const taken = [...(borrow ? [1] : []), ...(i < bottom.length ? [bottom[i] as number] : [])]
    if (taken.length === 0) break
    let digit = top[i] as number
    const need = taken.reduce((x, y) => x + y, 0)
    borrow = digit < need ? 1 : 0
    if (borrow) digit += 10
    steps.push(`${[digit, ...taken].join('-')}=${digit - need}`)
  }
  return steps.join(',')
}

/** Product with one digit, ones first, with carries: 345*7 -> `5*7=35,4*7+3=31,3*7+3=24`. */
export function multiplyWork(a: number, digit: number): string {
  const steps: string[] = []
  let carry = 0
  for (const d of digitsOf(a)) {
    const product = d * digit + carry
    steps.push(`${d}*${digit}${carry ? `+${carry}` : ''}=${product}`)
    carry = Math.floor(product / 10)
  }
  return steps.join(',')
}
