import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { compareAnswers } from './index.js'

const STEPS = 20_000

function outcome(a: string, b: string): string {
  const [gold, answer] = [a, b].map((text) => parseAnswer(text, new Budget(STEPS)))
  return compareAnswers(gold ?? [], answer ?? [], { budget: new Budget(STEPS), form: 'equivalent' }).outcome
}

/** The same answer in the ways that people write it. */
const SAME: [string, string][] = [
  ['\\int 2x\\,dx', 'x^2+C'],
  ['$2\\le x\\le 5$', '$5\\ge x\\ge 2$'],
  ['x\\geq 2 \\text{ and } x \\leq 5', '[2,5]'],
  ['$-2x+4>0$', 'x<2'],
  ['$x<2$ or $x>5$', '$(-\\infty,2)\\cup(5,\\infty)$'],
  ['$x^2\\le 4$', '[-2,2]'],
  ['$|x-2|>3$', '$(-\\infty,-1)\\cup(5,\\infty)$'],
  ['$\\frac{x+1}{x-2}\\ge0$', '$(-\\infty,-1]\\cup(2,\\infty)$'],
  ['$\\frac1x>2$', '$(0,\\frac12)$'],
  ['x(x-1)(x-2)>0', '$(0,1)\\cup(2,\\infty)$'],
  ['$0<x<1$', '$x\\in(0,1)$'],
  ['$x+2y\\le4$', '$2x+4y\\le8$'],
  ['$y>2x+1$', '$2x-y<-1$'],
  ['$(x-1)^2+(y+2)^2=25$', '$x^2+y^2-2x+4y-20=0$'],
  ['$\\frac{x^2}{4}+\\frac{y^2}{9}=1$', '$9x^2+4y^2=36$'],
  ['$\\frac1x+\\frac1y=1$', '$x+y=xy$'],
  ['$y-2=3(x-1)$', '$y=3x-1$'],
  ['\\{(1,2),(3,4)\\}', '(3,4),(1,2)'],
  ['\\{\\{1,2\\},\\{3\\}\\}', '\\{\\{3\\},\\{2,1\\}\\}'],
  ['\\frac{-1\\pm\\sqrt5}{2}', '\\frac{-1-\\sqrt5}{2}, \\frac{\\sqrt5-1}{2}'],
  ['x=\\pm3', '3 \\text{ or } -3'],
  ['\\mp 6', '\\pm 6'],
  ['\\langle 1,2\\rangle', '(1,2)'],
  ['(x,y,z)=(1,2,3)', 'z=3,y=2,x=1'],
  ['(2,5)', '(2,5.0)'],
  ['x=1,2', 'x=2 \\text{ or } x=1'],
  ['x \\in \\{1,2\\}', 'x=1 \\text{ or } x=2'],
  ['x=1, y=2 \\text{ or } x=2, y=1', '(1,2),(2,1)'],
  ['3+2i', '2i+3'],
  ['\\pm i', '-i, i'],
  ['(-\\infty, -3) \\cup (-3, 3) \\cup (3,\\infty)', 'x \\ne \\pm 3'],
  ['(-\\infty, -3) \\cup (-3, 3) \\cup (3,\\infty)', 'x\\neq 3, x\\neq -3'],
  ['\\{x \\in \\mathbb{R} \\mid x \\neq 0\\}', '(-\\infty,0)\\cup(0,\\infty)'],
  ['\\{x : -1 < x \\le 4\\}', '(-1,4]'],
  ['x \\in \\mathbb{R}, x \\ne 2', '\\mathbb{R}\\setminus\\{2\\}'],
  ['[0,1]\\cup[1,2]', '[0,2]'],
  ['[a,b]', '[a,b]'],
  ['5 \\text{ m}', '500 \\text{ cm}'],
  ['5 \\text{ m/s}', '18 \\text{ km/h}'],
  ['5 \\text{ m}^2', '50000 \\text{ cm}^2'],
  ['1 \\text{ hour}', '60 \\text{ minutes}'],
  ['\\$5', '500 \\text{ cents}'],
  ['180^\\circ', '\\pi'],
  ['60^\\circ', '\\frac{\\pi}{3} \\text{ radians}'],
  ['50\\%', '\\frac12'],
  ['1:2', '0.5'],
  ['x : y = 2:3', '2:3'],
  ['2:3:4', '4:6:8'],
  ['A = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}'],
  ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '\\langle 1,2\\rangle'],
  ['\\begin{bmatrix}1&2\\end{bmatrix}', '(1,2)'],
  ['x \\equiv 2 \\pmod{7}', 'x \\equiv -5 \\pmod{7}'],
  ['x = 2 + 7k, k \\in \\mathbb{Z}', 'x \\equiv 2 \\pmod 7'],
  ['x = 2k\\pi \\pm \\frac{\\pi}{3}, k\\in\\mathbb{Z}', '\\pm\\frac{\\pi}{3} + 2\\pi n, n\\in\\mathbb{Z}'],
  ['\\frac{k\\pi}{2}, k\\in\\mathbb{Z}', 'k\\pi \\text{ or } \\frac{\\pi}{2}+k\\pi, k\\in\\mathbb{Z}'],
  [
    'x=\\frac{\\pi}{6}+2k\\pi \\text{ or } x=\\frac{5\\pi}{6}+2k\\pi, k\\in\\mathbb{Z}',
    '(-1)^n\\frac{\\pi}{6}+n\\pi, n\\in\\mathbb{Z}',
  ],
  ['360k + 45, k \\in \\mathbb{Z}', '45 + 360n'],
  ['\\frac{dy}{dx} = 2x', '2x'],
  ["y' = 2x", '2x'],
  ["f'(x)=3x^2", '3x^2'],
  ['f(x) = x^2+1', 'x^2+1'],
  ['f(x)=x^2+1', 'f(y)=y^2+1'],
  ['P(A)=\\frac12', '0.5'],
  ['\\text{Area}=5', '5'],
  ['S_{ABC}=5', '5'],
  ['\\angle ABC=30^\\circ', '30'],
  ['x+y=5', 'y+x=5'],
  ['3x+2=0', '6x+4=0'],
  ['x^2+C', 'x^2+C_1'],
  ['\\frac{1}{2}x^2 + x + C', '\\frac{(x+1)^2}{2} + C'],
  ['A e^{x} + B e^{-x}', 'C_1 e^{x} + C_2 e^{-x}'],
  ['C_1 e^{x} + C_2 e^{-x}', 'C_2 e^{x} + C_1 e^{-x}'],
  ['x^2+c', 'x^2+c'],
  ['\\emptyset', '\\varnothing'],
  ['1 \\text{ and } 2', '1 \\text{ or } 2'],
  ['\\text{red, blue}', '\\text{blue, red}'],
  ['-\\infty<x<\\infty', '\\mathbb{R}'],
  ['x>\\sqrt2', '(\\sqrt2,\\infty)'],
  ['x>\\sqrt2', 'x>1.41421356'],
  ['\\{x\\in\\mathbb{N}\\mid x<4\\}', '\\{1,2,3\\}'],
  ['a\\le b', 'b\\ge a'],
  ['a<b<c', 'c>b>a'],
  ['1<2x-1<5', '1<x<3'],
  ['\\max(3,x)', '\\max(x,3)'],
  ['x = y = 2', 'y = x = 2'],
  ['x = y = 2', '(x,y)=(2,2)'],
  ['x = y = 2', 'x=2, y=2'],
  ['x = y = 2', '2'],
  ['x \\le -1 \\cup x \\ge 3', 'x\\le -1 \\text{ or } x\\ge 3'],
  ['x \\le -1 \\cup x \\ge 3', '(-\\infty,-1]\\cup[3,\\infty)'],
  ['x<1 \\cup x>2 \\cup x = 1', 'x\\le 1 \\text{ or } x>2'],
  ['A^{-1} = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}'],
  ['A+B = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}'],
]

/** Answers that look alike. */
const DIFFERENT: [string, string][] = [
  ['A+B+C', 'A+B+C+5'],
  ['a+b+c+d', 'a+b+c+d+1'],
  ['\\int 2x\\,dx', 'x^3+C'],
  ['\\int 2x\\,dx', 'x^2'],
  ['$y>2x+1$', '$y\\ge2x+1$'],
  ['x>3', '3'],
  ['x>3', 'x=3'],
  ['$y=2x+1$', '$y=2x-1$'],
  ['$y=2x+1$', '$x=2y+1$'],
  ['(2,5)', '5,2'],
  ['x=1, y=2', 'x=1, y=3'],
  ['x=1, y=2 \\text{ or } x=2, y=1', '(1,2),(1,2)'],
  ['\\mathbb{R} \\setminus \\mathbb{Z}', '\\mathbb{R}'],
  ['(0,1)\\cup(1,2)', '(0,2)'],
  ['(a,b)', '(b,a)'],
  ['\\$5', '5 \\text{ euros}'],
  ['60^\\circ', '60 \\text{ radians}'],
  ['50\\%', '0.5\\%'],
  ['1:2', '2:1'],
  ['x = 2k\\pi \\pm \\frac{\\pi}{3}, k\\in\\mathbb{Z}', '\\frac{\\pi}{3} + 2\\pi n, n\\in\\mathbb{Z}'],
  ['P(A)=\\frac12', 'P(B)=\\frac12'],
  ['n=5', 'm=5'],
  ['x+y=5', 'x+y=6'],
  ['x+y=5', 'x-y=5'],
  ['x^2=4', 'x=4'],
  // An equation is not its solutions: whoever hands the question back has not solved it.
  ['x^2=4', 'x=\\pm2'],
  ['x^2=4', 'x=2'],
  ['x = y = 2', 'x=z=2'],
  ['x = y = 2', 'x=y=3'],
  ['(x,y)=(2,3)', 'x=y=2'],
  ['x \\le -1 \\cup x \\ge 3', '(-\\infty,-1]\\cup(3,\\infty)'],
  ['x \\le -1 \\cup x \\ge 3', 'x \\ge 3'],
  ['A = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', 'A^{-1} = \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}'],
  ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', 'A^{-1} = \\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}'],
  ['3x+2', '3x+2=0'],
  ['\\emptyset', '\\{\\emptyset\\}'],
  ['\\{1,2,3\\}', '\\{1,2,3,4\\}'],
  ['1,2,3', '1,2'],
  ['x>\\sqrt2', 'x>1.5'],
]

describe('answers as people write them', () => {
  it.each(SAME)('%s = %s', (a, b) => {
    expect(outcome(a, b)).toBe('match')
    expect(outcome(b, a)).toBe('match')
  })

  it.each(DIFFERENT)('%s is not %s', (a, b) => {
    expect(outcome(a, b)).toBe('mismatch')
    expect(outcome(b, a)).toBe('mismatch')
  })
})
