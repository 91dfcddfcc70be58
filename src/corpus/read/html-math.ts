import { type HtmlElement, type HtmlNode, isElement, TEXT } from './html-node.js'

/**
 * Puts TeX between dollars where a page holds formulas for the eye: what KaTeX and MathJax were given, what encyclopedias
 * keep beside their pictures, MathML otherwise.
 */
export function formulasToTex(root: HtmlElement): void {
  for (const script of root.querySelectorAll('script[type^="math/tex"]')) {
    const display = /mode=display/.test(script.getAttribute('type') ?? '')
    replace(script, script.textContent ?? '', display)
  }
  // The outer element first: what is within it goes with it.
  for (const box of root.querySelectorAll('.katex-display, .katex, mjx-container, .mwe-math-element')) {
    const tex = texOf(box)
    if (tex !== undefined && box.parentNode) replace(box, tex, isDisplay(box))
  }
  for (const math of root.querySelectorAll('math')) {
    const tex = texOf(math) ?? mathToTex(math).trim()
    if (math.parentNode && tex !== '') replace(math, tex, math.getAttribute('display') === 'block')
  }
  for (const picture of root.querySelectorAll('img.tex, img.mwe-math-fallback-image-inline, img.latex')) {
    const tex = picture.getAttribute('alt')
    if (tex) replace(picture, tex, false)
  }
}

function texOf(box: HtmlElement): string | undefined {
  const noted = box.querySelector('annotation[encoding="application/x-tex"]')?.textContent
  const math = box.localName === 'math' ? box : box.querySelector('math')
  const tex = noted ?? math?.getAttribute('alttext') ?? undefined
  if (tex !== undefined) return tex
  return math && box !== math ? mathToTex(math).trim() || undefined : undefined
}

function isDisplay(box: HtmlElement): boolean {
  const display = `${box.getAttribute('class') ?? ''} ${box.getAttribute('display') ?? ''}`
  return /display|\btrue\b/.test(display) || box.querySelector('math[display="block"]') !== null
}

function replace(element: HtmlElement, tex: string, display: boolean): void {
  const plain = tex.replace(/\s+/g, ' ').trim()
  // `{\displaystyle …}` is how encyclopedias wrap each formula.
  const inner = /^\{\\(?:display|text)style ([\s\S]*)\}$/.exec(plain)?.[1] ?? plain
  element.replaceWith(display ? ` $$${inner.trim()}$$ ` : `$${inner.trim()}$`)
}

/** Presentation MathML; what is not known keeps its parts. */
function mathToTex(node: HtmlNode): string {
  if (node.nodeType === TEXT) return (node.textContent ?? '').trim()
  if (!isElement(node)) return ''
  const parts = [...node.childNodes].filter(
    (child) => isElement(child) || (child.textContent ?? '').trim() !== '',
  )
  const part = (i: number): string => (parts[i] ? mathToTex(parts[i]).trim() : '')
  const all = (): string => parts.map(mathToTex).join('')
  const group = (i: number): string => (part(i).length === 1 ? part(i) : `{${part(i)}}`)
  switch (node.localName) {
    case 'mfrac':
      return `\\frac{${part(0)}}{${part(1)}}`
    case 'msqrt':
      return `\\sqrt{${all()}}`
    case 'mroot':
      return `\\sqrt[${part(1)}]{${part(0)}}`
    case 'msup':
    case 'mover':
      return `${part(0)}^${group(1)}`
    case 'msub':
    case 'munder':
      return `${part(0)}_${group(1)}`
    case 'msubsup':
    case 'munderover':
      return `${part(0)}_${group(1)}^${group(2)}`
    case 'mfenced':
      return `${node.getAttribute('open') ?? '('}${parts.map(mathToTex).join(', ')}${node.getAttribute('close') ?? ')'}`
    case 'mtext':
      return `\\text{${all()}}`
    case 'mo':
      return ` ${all()} `
    case 'mspace':
      return ' '
    case 'mtr':
      return `${parts.map((one) => mathToTex(one).trim()).join(' & ')} \\\\ `
    case 'annotation':
    case 'annotation-xml':
      return ''
    default:
      return all()
  }
}
