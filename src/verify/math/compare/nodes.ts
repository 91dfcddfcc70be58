import type { Budget } from '../budget.js'
import { equalExpressions } from '../equal.js'
import type { Node } from '../node.js'
import { compareUpToConstant } from './arbitrary-constant.js'
import { compareCollections } from './collection.js'
import { type Comparison, type Decision, different, type Scope, same } from './decision.js'
import { compareFamilies } from './family.js'
import { compareRatios } from './ratio.js'
import { compareReals } from './reals.js'
import { compareRelations } from './relation.js'
import { isExpr, sameTree } from './rewrite.js'
import { comparePercentages, compareQuantities } from './scalar.js'
import { compareText } from './text.js'
import { tidy } from './tidy.js'
import { compareTimes } from './time.js'
import { compareMatrices, compareTuples } from './tuple.js'
import { setInWords } from './words.js'

const compareScalars: Comparison = (a, b, scope) => {
  if (!isExpr(a) || !isExpr(b)) return undefined
  const decision = scope.values(a, b)
  if (decision.equal === true) return decision
  return compareUpToConstant(a, b, scope) ?? decision
}

/** The first structure that knows the pair decides. Statements come before what they may state. */
const COMPARISONS: readonly Comparison[] = [
  compareText,
  compareTimes,
  compareRelations,
  compareFamilies,
  compareReals,
  compareTuples,
  compareCollections,
  compareRatios,
  comparePercentages,
  compareQuantities,
  compareMatrices,
  compareScalars,
]

/** One reading against another. */
export function compareNodes(a: Node, b: Node, budget: Budget): Decision {
  let depth = 0
  const tidied = tidyOnce()
  const scope: Scope = {
    budget,
    values: (x, y) => equalExpressions(x, y, budget),
    nodes(x, y) {
      budget.depth(depth)
      budget.spend()
      depth += 1
      try {
        return decide(x, y, scope, tidied)
      } finally {
        depth -= 1
      }
    },
  }
  return scope.nodes(a, b)
}

/** Parts come up again with every pair that they are in. */
function tidyOnce(): (node: Node) => Node {
  const known = new WeakMap<Node, Node>()
  return (node) => {
    const before = known.get(node)
    if (before) return before
    const after = tidy(setInWords(node) ?? node)
    known.set(node, after)
    return after
  }
}

function decide(a: Node, b: Node, scope: Scope, tidied: (node: Node) => Node): Decision {
  if (sameTree(a, b)) return same('same/tree')
  const words = a.kind === 'text' && b.kind === 'text' && !(setInWords(a) && setInWords(b))
  const [x, y] = words ? [a, b] : [tidied(a), tidied(b)]
  for (const compare of COMPARISONS) {
    const decision = compare(x, y, scope)
    if (decision) return decision
  }
  return different(KINDS_DIFFER)
}

/** The rule of pairs that no structure knows: their readings mean different kinds of thing. */
export const KINDS_DIFFER = 'kinds/differ'
