import type { FunctionName, RelationOp } from '../node.js'

/** Letters that LaTeX, plain words and Unicode all name. */
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'
const GREEK_CAPITALS = 'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
const UNICODE_GREEK = 'αβγδεζηθικλμνξοπρστυφχψω'
const UNICODE_CAPITALS = 'ΓΔΘΛΞΠΣΥΦΨΩ'

const greekNames = GREEK.split(' ')
const capitalNames = GREEK_CAPITALS.split(' ')

/** Names of letters: a command, a word, or a Unicode character gives the canonical name. */
export const LETTERS: ReadonlyMap<string, string> = new Map([
  ...[...greekNames, ...capitalNames].map((name): [string, string] => [name, name]),
  ...greekNames.map((name, i): [string, string] => [UNICODE_GREEK[i] as string, name]),
  ...capitalNames.map((name, i): [string, string] => [UNICODE_CAPITALS[i] as string, name]),
  ['varepsilon', 'epsilon'],
  ['vartheta', 'theta'],
  ['varphi', 'phi'],
  ['varrho', 'rho'],
  ['varsigma', 'sigma'],
  ['ς', 'sigma'],
  ['ϕ', 'phi'],
  ['ϵ', 'epsilon'],
  ['µ', 'mu'],
  ['ell', 'ell'],
  ['ℓ', 'ell'],
  ['hbar', 'hbar'],
  ['ħ', 'hbar'],
  ['ℏ', 'hbar'],
  ['imath', 'i'],
  ['jmath', 'j'],
  ['aleph', 'aleph'],
  ['mho', 'mho'],
  ['nabla', 'nabla'],
  ['Pr', 'P'],
  ['infty', 'infinity'],
  ['infin', 'infinity'],
  ['∞', 'infinity'],
])

/** Words that mean a letter or constant in plain text. */
export const LETTER_WORDS: ReadonlyMap<string, string> = new Map([
  ...[...greekNames, ...capitalNames].map((name): [string, string] => [name, name]),
  ['infinity', 'infinity'],
  ['infty', 'infinity'],
  ['inf', 'infinity'],
  ['oo', 'infinity'],
  ['hbar', 'hbar'],
])

export type FunctionWord =
  | FunctionName
  | 'ln'
  | 'lg'
  | 'sqrt'
  | 'cbrt'
  | 'frac'
  | 'binom'
  | 'lim'
  | 'cis'
  | 'bigSum'
  | 'bigProduct'

/** One-argument functions and those of several, by every name that is read. */
export const FUNCTION_WORDS: ReadonlyMap<string, FunctionWord> = new Map<string, FunctionWord>([
  ...(
    ['sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'sinh', 'cosh', 'tanh', 'coth', 'sech', 'csch'] as const
  ).map((name): [string, FunctionWord] => [name, name]),
  ...(['asin', 'acos', 'atan', 'acot', 'asec', 'acsc', 'asinh', 'acosh', 'atanh'] as const).flatMap(
    (name): [string, FunctionWord][] => [
      [name, name],
      [`arc${name.slice(1)}`, name],
      [`ar${name.slice(1)}`, name],
    ],
  ),
  ['tg', 'tan'],
  ['ctg', 'cot'],
  ['cosec', 'csc'],
  ['arctg', 'atan'],
  ['arcctg', 'acot'],
  ['exp', 'exp'],
  ['log', 'log'],
  ['ln', 'ln'],
  ['lg', 'lg'],
  ['sqrt', 'sqrt'],
  ['cbrt', 'cbrt'],
  ['abs', 'abs'],
  ['sgn', 'sign'],
  ['sign', 'sign'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['ceiling', 'ceil'],
  ['round', 'round'],
  ['max', 'max'],
  ['min', 'min'],
  ['gcd', 'gcd'],
  ['lcm', 'lcm'],
  ['Re', 're'],
  ['Im', 'im'],
  ['arg', 'arg'],
  ['Arg', 'arg'],
  ['conj', 'conj'],
  ['det', 'det'],
  ['tr', 'trace'],
  ['trace', 'trace'],
  ['binom', 'binom'],
  ['binomial', 'binom'],
  ['lim', 'lim'],
  ['cis', 'cis'],
])

/** Commands that are functions although the bare word is not. */
export const FUNCTION_COMMANDS: ReadonlyMap<string, FunctionWord> = new Map<string, FunctionWord>([
  ...FUNCTION_WORDS,
  ['dbinom', 'binom'],
  ['tbinom', 'binom'],
  ['frac', 'frac'],
  ['dfrac', 'frac'],
  ['tfrac', 'frac'],
  ['cfrac', 'frac'],
  ['sum', 'bigSum'],
  ['prod', 'bigProduct'],
])

/** Operators by command name (or word) and by character. The text of the token is canonical. */
export const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['cdot', '*'],
  ['times', '*'],
  ['ast', '*'],
  ['star', '*'],
  ['bullet', '*'],
  ['·', '*'],
  ['×', '*'],
  ['∙', '*'],
  ['⋅', '*'],
  ['∗', '*'],
  ['*', '*'],
  ['div', '/'],
  ['÷', '/'],
  ['∕', '/'],
  ['⁄', '/'],
  ['/', '/'],
  ['+', '+'],
  ['-', '-'],
  ['−', '-'],
  ['–', '-'],
  ['^', '^'],
  ['_', '_'],
  ['!', '!'],
  ['pm', 'pm'],
  ['±', 'pm'],
  ['mp', 'mp'],
  ['∓', 'mp'],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['lt', '<'],
  ['gt', '>'],
  ['le', '<='],
  ['leq', '<='],
  ['leqslant', '<='],
  ['leqq', '<='],
  ['≤', '<='],
  ['⩽', '<='],
  ['ge', '>='],
  ['geq', '>='],
  ['geqslant', '>='],
  ['geqq', '>='],
  ['≥', '>='],
  ['⩾', '>='],
  ['ne', '!='],
  ['neq', '!='],
  ['≠', '!='],
  ['approx', 'approx'],
  ['simeq', 'approx'],
  ['sim', 'approx'],
  ['doteq', 'approx'],
  ['≈', 'approx'],
  ['≃', 'approx'],
  ['equiv', 'congruent'],
  ['≡', 'congruent'],
  ['in', 'in'],
  ['∈', 'in'],
  ['notin', 'notIn'],
  ['∉', 'notIn'],
  ['subset', 'subset'],
  ['subseteq', 'subset'],
  ['⊂', 'subset'],
  ['⊆', 'subset'],
  ['coloneqq', '='],
  ['cup', 'cup'],
  ['bigcup', 'cup'],
  ['∪', 'cup'],
  ['cap', 'cap'],
  ['bigcap', 'cap'],
  ['∩', 'cap'],
  ['setminus', 'setminus'],
  ['smallsetminus', 'setminus'],
  ['backslash', 'setminus'],
  ['∖', 'setminus'],
  ['lor', 'or'],
  ['vee', 'or'],
  ['∨', 'or'],
  ['land', 'and'],
  ['wedge', 'and'],
  ['∧', 'and'],
  ['mid', 'mid'],
  ['vert', '|'],
  ['|', '|'],
  ['‖', '||'],
  ['Vert', '||'],
  [',', ','],
  [';', ';'],
  [':', ':'],
  ['colon', ':'],
  ['to', 'to'],
  ['rightarrow', 'to'],
  ['longrightarrow', 'to'],
  ['→', 'to'],
  ['bmod', 'mod'],
  ['mod', 'mod'],
  ['pmod', 'pmod'],
  ['over', 'over'],
  ['choose', 'choose'],
  ['%', '%'],
  ['circ', 'degree'],
  ['degree', 'degree'],
  ['°', 'degree'],
  ['º', 'degree'],
  ['prime', "'"],
  ["'", "'"],
  ['′', "'"],
  ['″', "''"],
  ['dagger', 'dagger'],
  ['top', 'top'],
  ['intercal', 'top'],
  ['&', '&'],
  ['int', 'int'],
  ['∫', 'int'],
  ['iint', 'iint'],
  ['partial', 'partial'],
  ['∂', 'partial'],
  ['√', 'root'],
  ['surd', 'root'],
  ['∛', 'root3'],
  ['∜', 'root4'],
  ['∑', 'sum'],
  ['∏', 'prod'],
  ['emptyset', 'emptyset'],
  ['varnothing', 'emptyset'],
  ['∅', 'emptyset'],
  ['angle', 'angle'],
  ['measuredangle', 'angle'],
  ['∠', 'angle'],
  ['triangle', 'angle'],
  ['△', 'angle'],
  ['ldots', 'dots'],
  ['cdots', 'dots'],
  ['dots', 'dots'],
  ['…', 'dots'],
  ['ℝ', 'R'],
])

/** Signs of money by character or command: how the unit is written. */
export const CURRENCIES: ReadonlyMap<string, string> = new Map([
  ['€', '€'],
  ['£', '£'],
  ['¥', '¥'],
  ['₹', '₹'],
  ['¢', '¢'],
  ['euro', '€'],
  ['texteuro', '€'],
  ['pounds', '£'],
  ['dollar', '$'],
  ['textdollar', '$'],
])

/** Words of plain text that are operators. */
export const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['or', 'or'],
  ['and', 'and'],
  ['mod', 'mod'],
  ['percent', '%'],
  ['pct', '%'],
  ['union', 'cup'],
  ['times', '*'],
  ['int', 'int'],
  ['choose', 'choose'],
])

export const RELATIONS: ReadonlySet<string> = new Set<RelationOp>([
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'approx',
  'in',
  'notIn',
  'subset',
  'congruent',
])

/** Brackets by command or character: canonical text; `l` opens, `r` closes. */
export const OPENERS: ReadonlyMap<string, string> = new Map([
  ['lparen', '('],
  ['lbrack', '['],
  ['lbrace', '\\{'],
  ['langle', '⟨'],
  ['⟨', '⟨'],
  ['〈', '⟨'],
  ['lfloor', '⌊'],
  ['⌊', '⌊'],
  ['lceil', '⌈'],
  ['⌈', '⌈'],
  ['lvert', 'l|'],
  ['lVert', 'l||'],
])
export const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['rparen', ')'],
  ['rbrack', ']'],
  ['rbrace', '\\}'],
  ['rangle', '⟩'],
  ['⟩', '⟩'],
  ['〉', '⟩'],
  ['rfloor', '⌋'],
  ['⌋', '⌋'],
  ['rceil', '⌉'],
  ['⌉', '⌉'],
  ['rvert', 'r|'],
  ['rVert', 'r||'],
])

/** Commands that say how their braces look; what is in them is text (or upright mathematics). */
export const DRESSINGS: ReadonlyMap<string, Style> = new Map<string, Style>([
  ...['text', 'textrm', 'textit', 'textsf', 'texttt', 'textnormal', 'mbox', 'hbox', 'emph', 'textsc'].map(
    (name): [string, Style] => [name, 'text'],
  ),
  ...['mathrm', 'mathsf', 'mathtt', 'unit', 'rm', 'it', 'sf'].map((name): [string, Style] => [
    name,
    'upright',
  ]),
  ...['mathbf', 'textbf', 'boldsymbol', 'bm', 'bf', 'pmb', 'mathbfit'].map((name): [string, Style] => [
    name,
    'bold',
  ]),
  ...['operatorname', 'operatornamewithlimits'].map((name): [string, Style] => [name, 'operator']),
  ...[
    'boxed',
    'fbox',
    'framebox',
    'ensuremath',
    'mathit',
    'mathnormal',
    'color',
    'displaylines',
    'underline',
    'mathstrut',
    'phantom',
    'hspace',
    'mathcal',
    'mathfrak',
    'mathscr',
    'cal',
  ].map((name): [string, Style] => [name, 'none']),
])
export type Style = 'none' | 'text' | 'upright' | 'bold' | 'operator'

/** Commands without meaning. */
export const IGNORED: ReadonlySet<string> = new Set(
  (
    'left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm displaystyle textstyle ' +
    'scriptstyle scriptscriptstyle limits nolimits quad qquad hfill noindent nonumber notag thinspace enspace strut ' +
    'tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge hskip space allowbreak relax par nobreak therefore because checkmark square blacksquare qed'
  ).split(' '),
)

/** Accents: those that make another name, and those that say nothing. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['dot', 'dot'],
  ['ddot', 'ddot'],
  ['hat', 'hat'],
  ['widehat', 'hat'],
  ['tilde', 'tilde'],
  ['widetilde', 'tilde'],
  ['vec', ''],
  ['overrightarrow', ''],
  ['bar', 'bar'],
  ['overline', 'bar'],
  ['mathring', 'ring'],
])
