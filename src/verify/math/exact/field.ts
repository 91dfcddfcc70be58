import type { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { ONE } from '../rational.js'
import { whole } from './build.js'
import { difference, type Fraction } from './fraction.js'
import {
  type Atom,
  keyOf,
  OutOfReach,
  type Polynomial,
  type Power,
  type Term,
  UNIT,
  UNITY,
} from './polynomial.js'

const MAX_NAME = 20_000

interface Kernel {
  readonly atom: Atom
  readonly args: readonly Fraction[]
}

/** The atoms of one comparison: both sides share them, so that equal kernels are one atom. */
export class Field {
  private readonly atoms = new Map<string, Atom>()
  private readonly kernels = new Map<string, Kernel[]>()

  constructor(readonly budget: Budget) {}

  atom(name: string, make: () => Omit<Atom, 'id' | 'name'>): Atom {
    const known = this.atoms.get(name)
    if (known) return known
    // `make` may intern the atoms it is made of first.
    const parts = make()
    const atom = { ...parts, id: this.atoms.size, name }
    this.atoms.set(name, atom)
    return atom
  }

  /** The atom f(args): an argument that is equal, though written otherwise, gives the same atom. */
  kernel(f: string, args: readonly Fraction[], make: () => Omit<Atom, 'id' | 'name'>): Atom {
    const name = `${f}(${args.map(nameOf).join(';')})`
    // A kernel that stands above and below the line doubles the name of the next one around it.
    this.budget.spend(name.length >> 6)
    if (name.length > MAX_NAME) throw new OutOfReach('a kernel too long to name')
    const known = this.atoms.get(name)
    if (known) return known
    const siblings = this.kernels.get(f) ?? []
    this.kernels.set(f, siblings)
    for (const sibling of siblings) {
      const same = args.every((arg, i) => {
        const other = sibling.args[i]
        if (!other) return false
        if (arg.bottom === UNITY && other.bottom === UNITY) return false
        return difference(arg, other, this.budget).size === 0
      })
      if (same && sibling.args.length === args.length && args.length > 0) return sibling.atom
    }
    const atom = this.atom(name, make)
    siblings.push({ atom, args })
    return atom
  }
}

export const ofAtom = (atom: Atom, exponent = UNIT): Polynomial => {
  const powers = [{ atom, exponent }]
  return new Map([[keyOf(powers), { powers, coefficient: ONE }]])
}

export const plain = (kind: Atom['kind'], expr: Expr, positive: boolean, real: boolean) => ({
  kind,
  expr,
  positive,
  real,
})

/** z and w stand for complex numbers, all other names for real ones. */
export function variable(field: Field, name: string): Atom {
  const real = !/^[zw](?![a-zA-Z])/.test(name)
  return field.atom(`$${name}`, () => plain('variable', { kind: 'symbol', name }, false, real))
}

export const imaginary = (field: Field): Atom =>
  field.atom('i', () => plain('i', { kind: 'constant', name: 'i' }, false, false))
export const pi = (field: Field): Atom =>
  field.atom('pi', () => plain('pi', { kind: 'constant', name: 'pi' }, true, true))
export const euler = (field: Field): Atom =>
  field.atom('e', () => plain('e', { kind: 'constant', name: 'e' }, true, true))

/** The positive integer n > 1, without small factors or prime, under fractional powers. */
export const radical = (field: Field, n: bigint): Atom =>
  field.atom(`#${n}`, () => ({ ...plain('radical', whole(n), true, true), integer: n }))

export const isReal = (f: Fraction): boolean => everyAtom(f, (atom) => atom.real)

export function everyAtom(f: Fraction, test: (atom: Atom) => boolean): boolean {
  for (const p of [f.top, f.bottom])
    for (const { powers } of p.values()) if (!powers.every(({ atom }) => test(atom))) return false
  return true
}

const powersName = (powers: readonly Power[]): string =>
  powers
    .map(({ atom, exponent }) => `${atom.name}^${exponent}`)
    .sort()
    .join('*')

const degreeOf = (powers: readonly Power[]): number =>
  powers.reduce((sum, { atom, exponent }) => sum + (atom.kind === 'variable' ? exponent : 0), 0)

/** Terms in an order that depends on names only: by falling degree in the variables, then by name. */
export function sorted(p: Polynomial): Term[] {
  if (p.size < 2) return [...p.values()]
  return [...p.values()]
    .map((term) => ({ term, degree: degreeOf(term.powers), name: powersName(term.powers) }))
    .sort((a, b) => b.degree - a.degree || (a.name < b.name ? -1 : 1))
    .map(({ term }) => term)
}

const polynomialName = (p: Polynomial): string =>
  sorted(p)
    .map(({ powers, coefficient: { n, d } }) => `${n}/${d}*${powersName(powers)}`)
    .join('+')

/** The same text in every field. */
export const nameOf = ({ top, bottom }: Fraction): string =>
  bottom === UNITY ? polynomialName(top) : `${polynomialName(top)}:${polynomialName(bottom)}`

/** Sign of the leading coefficient: what odd and even functions are brought to plus by. */
export const leadingSign = ({ top, bottom }: Fraction): 1 | -1 =>
  signOfFirst(top) * signOfFirst(bottom) < 0 ? -1 : 1

const signOfFirst = (p: Polynomial): number => ((sorted(p)[0]?.coefficient.n ?? 1n) < 0n ? -1 : 1)
