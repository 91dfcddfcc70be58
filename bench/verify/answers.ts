/** Answers as question sets and models write them, by category. Fuzzing mutates them; the speed bench pairs them up. */
// biome-ignore format: many short texts fill their lines
export const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  integer: ['0', '1', '-7', '18', '42', '391', '1,024', '70000', '1000000', '11,\\! 111', '004', '+3', '−12', '2^{10}'],
  decimal: ['0.5', '.4', '3.14', '-2.75', '0,75', '1,000.99', '1000,99', '3.14159265', '0.\\overline{3}', '1.5e3', '12.50'],
  scientific: ['3\\times 10^{4}', '6.02 \\cdot 10^{23}', '10^{-9}', '1.6\\times10^{-19}', '4.5e33', '2.10e-6'],
  fraction: ['1/2', '\\frac{3}{4}', '\\frac12', '\\dfrac{14}{3}', '-\\frac{9}{4}', '2\\frac{1}{4}', '2 1/4', '\\tfrac{1}{\\sqrt{2}}', '\\frac{270}7'],
  radical: ['\\sqrt{2}', '2\\sqrt{3}', '\\sqrt[3]{5}', '3+2\\sqrt 2', '\\frac{\\sqrt2}{2}', '\\sqrt{\\frac{1}{5}}', '\\frac{1+\\sqrt{5}}{2}', '√2'],
  polynomial: ['x^2+4x+4', '(x+2)^2', '3x^3-2x+1', '(a-b)(a+b)', '6r^2-4r-24', '-2k^5+k', '(9x^2 - 2)(9x^2 + 2)', 'p^2-pq+q^2'],
  rational: ['\\frac{x+1}{x-1}', '\\frac{3v}{5}', '\\frac{1}{x}+\\frac{1}{y}', 'x^{-1}', '\\frac{ab}{a+b}', '\\frac{5x}{(x+2)(x-3)}'],
  exponential: ['e^2', '2e^{-3t}', '1-e^{-1}', '\\mathrm{e}^{i\\pi}', '5\\cdot 2^{n-1}', 'a^{b^c}', '2^{2021}-1', '\\exp(-x^2/2)'],
  logarithm: ['\\ln 6', '\\log_2 10', '\\ln 2+\\ln 3', '\\frac{\\ln 3}{\\ln 2}', '\\log_{10}(x+1)', '-\\ln(1-p)', '\\log x^2'],
  trigonometric: ['\\sin 2t', '2\\sin t\\cos t', '\\cos^2\\theta', '\\frac{\\pi}{6}', '\\arctan\\frac{1}{2}', '\\tan 15^\\circ', '\\sin^{-1} x', '\\cosh x'],
  complex: ['3+4i', '-i', '\\frac{1-i}{2}', '6-5i', 'e^{\\frac{2\\pi i}{3}}', '|z|^2', '-\\frac{1}{2}+\\frac{i\\sqrt{3}}{2}', '\\overline{z}'],
  percent: ['35\\%', '28 %', '12.5\\%', '35 percent', '150\\%', '28 pct'],
  unit: ['15\\text{ cm}', '15\\mbox{ cm}^2', '30^\\circ', '\\$40', '5 km/h', '3\\,\\mathrm{m/s^2}', '12 apples', '2 hours', '1.6\\text{ kg}', '90 degrees'],
  tuple: ['(2,5)', '(6,31,-1)', '(3, \\frac{\\pi}{2})', '\\left(-\\frac12, 4\\right)', '(x,y)=(2,5)', '\\langle 1,2,3\\rangle', '(0,0),(1,1)', '(a,b,c)'],
  set: ['\\{2,5,8\\}', '\\{1,3\\}', '\\emptyset', '\\{-1\\} \\cup [0,7)', '\\{x \\mid x>2\\}', '2,5', '1, 2 and 3', 'x=2 \\text{ or } x=5', '\\{(1,2),(3,4)\\}'],
  interval: ['[2,\\infty)', '(-\\infty,2)\\cup(5,\\infty)', '[0,1)', '(-793, 10)', '\\left[-\\frac{1}{2},3\\right]', '\\mathbb{R}\\setminus\\{2\\}', '(0,1)'],
  inequality: ['x\\ge 2', '-3<x<3', '|x|<3', 'x \\ne 3', '-x<-4', 'a \\leq b < 2c', 'x<=4', 'x^2 > 9'],
  equation: ['y=2x+1', '2x+4y-3=0', 'x=11', 'f(2)=14', 'a+b=6+8=14', 'x^2+y^2=25', '\\frac{x^2}{4}+\\frac{y^2}{9}=1', 'E=mc^2', 'V_{1}:V_{2}=11:21'],
  plusMinus: ['\\pm 6', '3 \\pm 2\\sqrt{2}', '±5', '\\frac{-1\\pm\\sqrt{5}}{2}', 'x=\\pm 1'],
  matrix: [
    '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', '\\begin{bmatrix} 0 & 3 \\\\ 0 & -1 \\end{bmatrix}', '\\begin{pmatrix}\\frac12\\\\1\\end{pmatrix}',
    '\\left[\\begin{array}{cc}1 & 2 \\\\3 & 4\\end{array}\\right]', '\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}', '2\\begin{pmatrix}1&0\\\\0&1\\end{pmatrix}',
  ],
  ratio: ['2:3', '4:6', '1:2:3', '11:21'],
  time: ['12:30', '3:05 pm', '1:00', '10:15 a.m.'],
  numeral: ['101_2', '101_{2}', '2A_{16}', '1220_3', '\\text{2516}_8'],
  family: ['\\frac{\\pi}{4}+k\\pi, k\\in\\mathbb{Z}', '2k\\pi', 'x=\\frac{\\pi}{6}+2n\\pi', '30^\\circ + 360^\\circ k', '2n+1, n \\in \\mathbb{N}'],
  calculus: ['\\int_0^1 2x\\,dx', '\\sum_{k=1}^{4}k', '\\prod_{i=1}^{5} i', '\\lim_{x\\to 0}\\frac{\\sin x}{x}', '\\frac{d}{dx} x^2', '\\frac{x^3}{3}+C', '\\sum_{n=1}^\\infty \\frac{1}{2^n}'],
  discrete: ['5!', '\\binom{10}{3}', '\\frac{10!}{3!7!}', '\\gcd(12,18)', '7 \\bmod 3', '\\lfloor 3.7 \\rfloor', '\\lceil x \\rceil', '{}_5P_2', 'C(5,2)', 'x \\equiv 3 \\pmod 7'],
  infinity: ['\\infty', '-\\infty', '∞', '+\\infty'],
  words: ['\\text{Evelyn}', 'iron', 'Marie Curie', 'true', 'No', '\\text{(B)}', 'B', 'B. Paris', '(C)', '\\text{odd}', 'Monday', 'even', '\\text{neither}'],
}

export const ALL_ANSWERS: readonly string[] = Object.values(ANSWERS).flat()
