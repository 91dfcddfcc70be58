import { type Budget, BudgetSpent } from '../budget.js'
import type { Expr, MatrixExpr } from '../node.js'
import { negate, product, quotient, sum, whole } from './build.js'

type Rows = readonly (readonly Expr[])[]
/** Brings an entry to its reduced form. */
export type Tidy = (e: Expr) => Expr

const MAX_SIDE = 4
const matrix = (rows: Rows): MatrixExpr => ({ kind: 'matrix', rows })
const isSquare = ({ rows }: MatrixExpr): boolean => rows.length === rows[0]?.length
const sameShape = (a: MatrixExpr, b: MatrixExpr): boolean =>
  a.rows.length === b.rows.length && a.rows[0]?.length === b.rows[0]?.length

export const mapMatrix = (a: MatrixExpr, change: (entry: Expr) => Expr): MatrixExpr =>
  matrix(a.rows.map((row) => row.map(change)))

const added = (a: MatrixExpr, b: MatrixExpr, tidy: Tidy): MatrixExpr =>
  matrix(a.rows.map((row, i) => row.map((entry, j) => tidy(sum(entry, b.rows[i]?.[j] ?? whole(0))))))

function multiplied(a: MatrixExpr, b: MatrixExpr, tidy: Tidy): MatrixExpr | undefined {
  const columns = b.rows[0]?.length ?? 0
  if (a.rows[0]?.length !== b.rows.length) return undefined
  return matrix(
    a.rows.map((row) =>
      Array.from({ length: columns }, (_, j) =>
        tidy(sum(...row.map((entry, k) => product(entry, b.rows[k]?.[j] ?? whole(0))))),
      ),
    ),
  )
}

export const transposed = ({ rows }: MatrixExpr): MatrixExpr =>
  matrix((rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? whole(0))))

export const trace = (a: MatrixExpr): Expr | undefined =>
  isSquare(a) ? sum(...a.rows.map((row, i) => row[i] ?? whole(0))) : undefined

const without = (rows: Rows, i: number, j: number): Rows =>
  rows.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j))

/** Expansion along the first row; at most 6 × 6, which is 720 products. */
export function determinant(a: MatrixExpr, tidy: Tidy): Expr | undefined {
  if (!isSquare(a)) return undefined
  if (a.rows.length > 6) throw new BudgetSpent('terms')
  const expand = (rows: Rows): Expr => {
    const [first = []] = rows
    if (rows.length === 1) return first[0] ?? whole(1)
    return tidy(
      sum(
        ...first.map((entry, j) => {
          const part = product(entry, expand(without(rows, 0, j)))
          return j % 2 === 0 ? part : negate(part)
        }),
      ),
    )
  }
  return expand(a.rows)
}

function inverse(a: MatrixExpr, tidy: Tidy): MatrixExpr | undefined {
  if (!isSquare(a) || a.rows.length > MAX_SIDE) return undefined
  const det = determinant(a, tidy)
  if (!det) return undefined
  if (a.rows.length === 1) return mapMatrix(a, (entry) => tidy(quotient(whole(1), entry)))
  const cofactors = a.rows.map((row, i) =>
    row.map((_, j) => {
      const minor = determinant(matrix(without(a.rows, j, i)), tidy) ?? whole(0)
      return tidy(quotient((i + j) % 2 === 0 ? minor : negate(minor), det))
    }),
  )
  return matrix(cofactors)
}

function raised(a: MatrixExpr, n: bigint, tidy: Tidy, budget: Budget): MatrixExpr | undefined {
  if (!isSquare(a)) return undefined
  if (n < 0n) {
    const inverted = inverse(a, tidy)
    return inverted && raised(inverted, -n, tidy, budget)
  }
  if (n > 10_000n) throw new BudgetSpent('digits')
  let result: MatrixExpr = matrix(a.rows.map((row, i) => row.map((_, j) => whole(i === j ? 1 : 0))))
  let square = a
  for (let left = n; left > 0n; left >>= 1n) {
    budget.spend(10)
    if (left & 1n) result = multiplied(result, square, tidy) ?? result
    if (left > 1n) square = multiplied(square, square, tidy) ?? square
  }
  return result
}

/** One operation on parts that are reduced; undefined if it is none on matrices or the shapes don't fit. */
export function foldMatrix(e: Expr, tidy: Tidy, budget: Budget): Expr | undefined {
  const [only] = e.kind === 'call' ? e.args : []
  switch (e.kind) {
    case 'sum': {
      const [first, ...rest] = e.terms
      if (first?.kind !== 'matrix') return undefined
      let total = first
      for (const term of rest) {
        if (term.kind !== 'matrix' || !sameShape(total, term)) return undefined
        total = added(total, term, tidy)
      }
      return total
    }
    case 'negate':
      return e.arg.kind === 'matrix' ? mapMatrix(e.arg, (entry) => tidy(negate(entry))) : undefined
    case 'product': {
      let total: MatrixExpr | undefined
      const scalars: Expr[] = []
      for (const factor of e.factors) {
        if (factor.kind !== 'matrix') scalars.push(factor)
        else {
          const next = total ? multiplied(total, factor, tidy) : factor
          if (!next) return undefined
          total = next
        }
      }
      return total && mapMatrix(total, (entry) => tidy(product(...scalars, entry)))
    }
    case 'quotient':
      if (e.top.kind !== 'matrix' || e.bottom.kind === 'matrix') return undefined
      return mapMatrix(e.top, (entry) => tidy(quotient(entry, e.bottom)))
    case 'power': {
      if (e.base.kind !== 'matrix') return undefined
      if (e.exponent.kind === 'symbol' && /^(T|top|intercal)$/.test(e.exponent.name))
        return transposed(e.base)
      if (e.exponent.kind !== 'number' || e.exponent.value.d !== 1n) return undefined
      return raised(e.base, e.exponent.value.n, tidy, budget)
    }
    case 'call':
      if (only?.kind !== 'matrix') return undefined
      if (e.name === 'transpose') return transposed(only)
      if (e.name === 'det' || e.name === 'abs') return determinant(only, tidy)
      if (e.name === 'trace') return trace(only)
      if (e.name === 'norm') {
        if (only.rows.length > 1 && (only.rows[0]?.length ?? 0) > 1) return undefined
        const squares = only.rows.flat().map((entry) => product(entry, entry))
        return { kind: 'root', degree: 2, arg: tidy(sum(...squares)) }
      }
      return undefined
    default:
      return undefined
  }
}
