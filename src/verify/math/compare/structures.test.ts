import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { compareAnswers } from './index.js'

const STEPS = 20_000

function outcome(a: string, b: string): string {
  const [x, y] = [a, b].map((text) => parseAnswer(text, new Budget(STEPS)))
  if (!x?.length || !y?.length) return `unread: ${x?.length ? b : a}`
  return compareAnswers(x, y, { budget: new Budget(STEPS), form: 'equivalent' }).outcome
}

/** Each pair in both orders. */
function table(name: string, equal: [string, string][], unequal: [string, string][]): void {
  describe(name, () => {
    it.each(equal)('%s = %s', (a, b) => {
      expect(outcome(a, b)).toBe('match')
      expect(outcome(b, a)).toBe('match')
    })
    it.each(unequal)('%s is not %s', (a, b) => {
      expect(outcome(a, b)).toBe('mismatch')
      expect(outcome(b, a)).toBe('mismatch')
    })
  })
}

table(
  'scalars',
  [
    ['\\frac{1}{2}', '0.5'],
    ['(x+2)^2', 'x^2+4x+4'],
    ['\\frac{1}{\\sqrt2}', '\\frac{\\sqrt2}{2}'],
    ['\\pi', '3.14159265'],
    ['\\frac13', '0.333333'],
    ['\\frac23', '0.666667'],
    ['-\\sqrt2', '-1.41421356'],
    ['\\infty', '\\infty'],
  ],
  [
    ['10^{-9}', '2\\cdot 10^{-9}'],
    ['\\pi', '3.14'],
    ['\\frac13', '0.33333'],
    ['\\frac{1234567}{1000000}', '1.23457'],
    ['\\pi', '3.14159266'],
    ['\\infty', '-\\infty'],
    ['\\infty', '7'],
    ['x', 'y'],
    ['3t', '3'],
  ],
)

table(
  'percentages',
  [
    ['35\\%', '0.35'],
    ['35\\%', '35\\%'],
    ['35\\%', '35'],
    ['35\\%', '\\frac{7}{20}'],
    ['33.3333\\%', '\\frac13'],
    ['\\frac{100}{3}\\%', '0.333333'],
  ],
  [
    ['35\\%', '3.5'],
    ['35\\%', '36\\%'],
    ['5\\%', '5 \\text{ cm}'],
  ],
)

table(
  'quantities',
  [
    ['15 \\text{ cm}', '15'],
    ['15 \\text{ cm}', '0.15 \\text{ m}'],
    ['90^\\circ', '\\frac{\\pi}{2}'],
    ['90^\\circ', '90'],
    ['36 \\text{ km/h}', '10 \\text{ m/s}'],
    ['\\$40', '40'],
  ],
  [
    ['15 \\text{ cm}', '15 \\text{ m}'],
    ['15 \\text{ cm}', '15 \\text{ kg}'],
    ['15 \\text{ cm}', '15 \\text{ cm}^2'],
    ['90^\\circ', '\\frac{\\pi}{3}'],
  ],
)

table(
  'tuples and named coordinates',
  [
    ['(2,5)', '(2, \\frac{10}{2})'],
    ['(x,y)=(2,5)', '(2,5)'],
    ['(x,y)=(2,5)', 'x=2, y=5'],
    ['(x,y)=(2,5)', 'y=5, x=2'],
    ['(y,x)=(5,2)', '(x,y)=(2,5)'],
    ['(x,y)=(2,5)', 'x=2 \\text{ and } y=5'],
    ['(x,y)=(5,8) \\text{ or } (8,5)', '(8,5), (5,8)'],
    ['(2,2), (1,3)', '(1,3), (2,2)'],
  ],
  [
    ['(2,5)', '(5,2)'],
    ['(x,y)=(2,5)', 'x=5, y=2'],
    ['(2,5)', '(2,5,1)'],
    ['(3,1)', '\\{1,3\\}'],
    ['(x,y)=(2,5)', '(a,b)=(2,5)'],
    ['(2,2), (1,3)', '(2,2), (3,1)'],
  ],
)

table(
  'sets and lists',
  [
    ['\\{2,5,8\\}', '\\{8,2,5\\}'],
    ['\\{2,2,5\\}', '\\{2,5\\}'],
    ['x=2 \\text{ or } x=5', '2,5'],
    ['x=2 \\text{ or } x=5', 'x=5, 2'],
    ['x=2 \\text{ or } x=5', '\\{5,2\\}'],
    ['\\pm 6', '\\{-6,6\\}'],
    ['x=\\pm 6', 'x=6 \\text{ or } x=-6'],
    ['3 \\pm 2\\sqrt2', '3-2\\sqrt2, 3+2\\sqrt2'],
    ['1 \\text{ and } -2', '-2, 1'],
    ['n=1, 2, 3', '1, 2, 3'],
    ['\\emptyset', '\\{\\}'],
    ['\\{\\sqrt{12}\\}', '\\{2\\sqrt3\\}'],
    ['\\{7\\}', '7'],
  ],
  [
    ['\\{2,5,8\\}', '\\{2,5\\}'],
    ['\\pm 6', '6'],
    ['5\\pm 0', '5'],
    ['1, 2', '1'],
    ['4, 5, 6', '5'],
    ['\\{1,2\\}', '\\{1,3\\}'],
    ['x=2 \\text{ or } x=5', 'y=2 \\text{ or } y=5'],
    ['\\emptyset', '\\{0\\}'],
    ['\\emptyset', '0'],
  ],
)

table(
  'intervals, inequalities, set-builders',
  [
    ['(-\\infty,2)\\cup(5,\\infty)', '(5,\\infty)\\cup(-\\infty,2)'],
    ['[2,\\infty)', 'x\\ge 2'],
    ['x\\in[1,3]', '[1,3]'],
    ['|x|<3', '-3<x<3'],
    ['x>4', '-x<-4'],
    ['x>4', '4<x'],
    ['(-793, 10)', '-793<a<10'],
    ['(1,2]\\cup(2,3)', '(1,3)'],
    ['\\mathbb{R}\\setminus\\{2\\}', '(-\\infty,2)\\cup(2,\\infty)'],
    ['\\mathbb{R}\\setminus\\{2\\}', 'x\\ne 2'],
    ['\\{-1\\}\\cup[0,7)', '[0,7)\\cup\\{-1\\}'],
    ['\\{x\\mid x\\ge 2\\}', '[2,\\infty)'],
    ['(x-1)(x-3)<0', '1<x<3'],
    ['x^2<2', '(-\\sqrt2,\\sqrt2)'],
    ['x^2>4', 'x<-2 \\text{ or } x>2'],
    ['|x-1|\\ge 2', 'x\\le -1 \\text{ or } x\\ge 3'],
    ['2x+1\\le 5', 'x\\le 2'],
    ['\\frac{x-1}{x-3}\\le 0', '[1,3)'],
    ['(-6,10)', '-6<x<10'],
    ['(0,\\pi)', '0<x<\\pi'],
    ['(-\\infty,\\infty)', '\\text{all real numbers}'],
    ['\\emptyset', '\\text{no solution}'],
    ['\\mathbb{R}', '(-\\infty,\\infty)'],
    ['x^3-x>0', '(-1,0)\\cup(1,\\infty)'],
    ['x^2+1>0', '\\mathbb{R}'],
    ['(x-2)^2\\le 0', '\\{2\\}'],
    ['|x-1|<|x+3|', 'x>-1'],
    ['\\frac{1}{x}<1', '(-\\infty,0)\\cup(1,\\infty)'],
    ['-2<3-x\\le 5', '-2\\le x<5'],
    ['x>2a', '(2a,\\infty)'],
    ['x\\ne 0, 1', '(-\\infty,0)\\cup(0,1)\\cup(1,\\infty)'],
    ['\\{x\\in\\mathbb{Z}\\mid -2<x<3\\}', '\\{-1,0,1,2\\}'],
    ['\\mathbb{R}\\setminus\\{-1,1\\}', 'x\\ne\\pm 1'],
    ['x<2 \\text{ or } x=5', '(-\\infty,2)\\cup\\{5\\}'],
  ],
  [
    ['x>4', 'x\\ge 4'],
    ['x>5', 'x<5'],
    ['x<1', 'x>-1'],
    ['(0,9)', '[0,9)'],
    ['(0,9)', '[0,9]'],
    ['[1,3]', '[3,1]'],
    ['[-1,1]', '\\{-1,1\\}'],
    ['[-1,1]', '\\pm 1'],
    ['[0,4]', 'x=0 \\text{ or } x=4'],
    ['[1,3]', '(1,3)'],
    ['x=2 \\text{ or } x=5', '(2,5)'],
    ['x=-1, x=3', '(-1,3)'],
    ['(5,2)', '(7,1)'],
    ['(2,2)', '(3,3)'],
    ['(0,1)', '(0,1.5)'],
    ['x>3', 'y>3'],
    ['[1,3]\\cup[4,5]', '[1,3]'],
    ['x\\ne 2', 'x\\ne 3'],
    ['(x-1)(x-3)<0', '1\\le x\\le 3'],
    ['x>2a', 'x>3a'],
    ['[2,\\infty)', '2'],
    ['(0,3.14159)', '(0,\\sqrt{10})'],
  ],
)

table(
  'assignments, equations and other relations',
  [
    ['11', 'x=11'],
    ['11', 'x\\approx 11'],
    ['14', 'a+b=6+8=14'],
    ['f(2)=14', '14'],
    ['m\\angle A=40^\\circ', '40^\\circ'],
    ['AB=5', '5'],
    ['z=1+1=2', 'z=3+3=2'],
    ['y=2x+1', '2x+1'],
    ['2x+4y-3=0', 'y=-\\frac12 x+\\frac34'],
    ['34x+45y-20z+100=0', '-34x-45y+20z-100=0'],
    ['34x+45y-20z+100=0', '34x+45y+100=20z'],
    ['y=\\frac{x}{x+1}', 'y(x+1)=x'],
    ['V_1:V_2=11:21', '11:21'],
    ['f(x)=x^2', 'f(t)=t^2'],
    ['f(x)=x^2', 'y=x^2'],
    ['x+y<3', '2x+2y<6'],
    ['x+y<3', '3>x+y'],
    ['x\\equiv 3\\pmod 5', 'x\\equiv 8\\pmod 5'],
    ['a+b=6+8=14', 'a+b=14'],
  ],
  [
    ['3x+y=1', '1'],
    ['14', '14=3a+2'],
    ['7=11a+c', '11a+c'],
    ['x=3', 'y=3'],
    ['a+3z=0', '0'],
    ['2x+z=1', '2x+z=2'],
    ['2x+z=1', '2x+z<1'],
    ['x+y<3', 'x+y>3'],
    ['x+y<3', '-x-y<-3'],
    ['x\\equiv 3\\pmod 5', 'x\\equiv 4\\pmod 5'],
    ['x\\equiv 3\\pmod 5', 'x\\equiv 3\\pmod 7'],
    ['f(x)=x^2', 'g(x)=x^2'],
  ],
)

table(
  'matrices and vectors',
  [
    ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}'],
    ['\\begin{pmatrix}\\frac12\\\\1\\end{pmatrix}', '\\begin{pmatrix}0.5\\\\1\\end{pmatrix}'],
    ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '(1,2)'],
    [
      '\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}+\\begin{pmatrix}1&1\\\\1&1\\end{pmatrix}',
      '\\begin{pmatrix}2&1\\\\1&2\\end{pmatrix}',
    ],
    ['\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}', '-2'],
  ],
  [
    ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}'],
    ['\\begin{pmatrix}1&2\\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}'],
    ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '(2,1)'],
    ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '10'],
  ],
)

table(
  'ratios, times, numerals, words',
  [
    ['2:3', '4:6'],
    ['1:2:3', '2:4:6'],
    ['2:3', '\\frac23'],
    ['12:30', '12:30'],
    ['3:30 pm', '15:30'],
    ['101_2', '101_{2}'],
    ['101_2', '5'],
    ['\\text{Evelyn}', 'evelyn'],
    ['\\text{(B)}', '\\text{B}'],
  ],
  [
    ['2:3', '3:2'],
    ['1:2:3', '1:2'],
    ['0:1:2', '0:1:3'],
    ['12:00', '1:00'],
    ['3:30', '4:40'],
    ['3:30 am', '15:30'],
    ['101_2', '101'],
    ['101_2', '101_3'],
    ['\\text{Evelyn}', '\\text{Briana}'],
    ['\\text{B}', '\\text{C}'],
  ],
)

table(
  'families',
  [
    ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{4}-n\\pi, n\\in\\mathbb{Z}'],
    ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{5\\pi}{4}+k\\pi, k\\in\\mathbb{Z}'],
    ['x=\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{4}+n\\pi'],
    ['\\pm\\frac{\\pi}{2}+2k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{2}+k\\pi, k\\in\\mathbb{Z}'],
    ['x\\equiv 3\\pmod 5', '5k+3, k\\in\\mathbb{Z}'],
    ['2k\\pi, k\\in\\mathbb{Z} \\text{ or } \\pi+2k\\pi, k\\in\\mathbb{Z}', 'n\\pi, n\\in\\mathbb{Z}'],
    ['(2k+1, k^2), k\\in\\mathbb{Z}', '(1-2n, n^2), n\\in\\mathbb{Z}'],
    ['\\{2k+1 \\mid k\\in\\mathbb{Z}\\}', '2m-1, m\\in\\mathbb{Z}'],
  ],
  [
    ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{4}+2k\\pi, k\\in\\mathbb{Z}'],
    ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{3}+k\\pi, k\\in\\mathbb{Z}'],
    ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '\\frac{\\pi}{4}'],
  ],
)

table(
  'arbitrary constants',
  [
    ['x^2+C', 'x^2+5+C'],
    ['\\ln|x|+C', '\\ln|3x|+C'],
    ['\\frac{\\sin^2 x}{2}+C', '-\\frac{\\cos^2 x}{2}+K'],
    ['Ce^x', 'Ke^x'],
  ],
  [
    ['x^2+C', 'x^2'],
    ['x^2+C', 'x^3+C'],
  ],
)
