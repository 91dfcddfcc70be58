import { type HtmlElement, type HtmlNode, isElement, TEXT } from './html-node.js'

/** Never part of a text. */
const LEFT_OUT = new Set(
  'script style noscript template svg canvas iframe object embed audio video head title button select input textarea dialog'.split(
    ' ',
  ),
)
/** Says `1` of a heading that was a first heading. */
export const LEVEL = 'data-spice-level'
const BLOCKS = new Set(
  'address article aside blockquote body center details div dl dd dt fieldset figcaption figure footer form header hgroup html legend main nav p section summary'.split(
    ' ',
  ),
)

/** Markdown-like text of a tree: headings, lists, code, tables and paragraphs; formulas are in it already. */
export function htmlToMarkdown(root: HtmlElement): string {
  const out = new Blocks()
  children(root, out, '')
  return out.finish()
}

/** Blocks with an empty line between them, filled with words that flow. */
class Blocks {
  readonly #blocks: string[] = []
  #line = ''
  #prefix = ''
  #indent = ''

  text(text: string): void {
    this.#line += text
  }

  /** Ends what flows; the next block begins with `prefix`, its further lines with blanks of that width. */
  end(prefix = '', indent = ''): void {
    const text = this.#line
      .replace(/[ \t\r\n\f]+/g, ' ')
      .split('\0')
      .map((line) => line.trim())
      .join('\n')
      .trim()
    if (text !== '') {
      const further = this.#indent + ' '.repeat(this.#prefix.startsWith('#') ? 0 : this.#prefix.length)
      this.#blocks.push(this.#indent + this.#prefix + text.replaceAll('\n', `\n${further}`))
    }
    this.#line = ''
    // A mark without words yet waits for those of a block within its item.
    if (text === '' && prefix === '' && this.#prefix !== '') return
    this.#prefix = prefix
    this.#indent = indent
  }

  /** Ends what flows and a mark that found no words. */
  close(indent: string): void {
    this.end()
    this.#prefix = ''
    this.#indent = indent
  }

  whole(block: string): void {
    this.end()
    if (block.trim() !== '') this.#blocks.push(block)
  }

  finish(): string {
    this.end()
    let text = ''
    let last = ''
    for (const block of this.#blocks) {
      // Items of a list stand together.
      const item = /^ *(?:-|\d+\.) /
      text += text === '' ? block : (item.test(last) && item.test(block) ? '\n' : '\n\n') + block
      last = block
    }
    return text
  }
}

function children(node: HtmlNode, out: Blocks, indent: string): void {
  for (const child of node.childNodes) visit(child, out, indent)
}

function visit(node: HtmlNode, out: Blocks, indent: string): void {
  if (node.nodeType === TEXT) {
    out.text((node.textContent ?? '').replaceAll('\0', ''))
    return
  }
  if (!isElement(node)) return
  const name = node.localName
  if (LEFT_OUT.has(name)) return
  if (/^h[1-6]$/.test(name)) {
    const level = node.getAttribute(LEVEL) === '1' ? 1 : Number(name[1])
    out.end(`${'#'.repeat(level)} `)
    children(node, out, '')
    out.close(indent)
  } else if (name === 'br') out.text('\0')
  else if (name === 'hr') out.end('', indent)
  else if (name === 'pre') out.whole(code(node))
  else if (name === 'table') table(node, out, indent)
  else if (name === 'ul' || name === 'ol') list(node, out, indent)
  else if (name === 'code' || name === 'kbd' || name === 'samp') inlineCode(node, out, indent)
  else if (BLOCKS.has(name)) {
    // Within an item, the first block goes on where the item's mark stands.
    out.end('', indent)
    children(node, out, indent)
    out.end('', indent)
  } else children(node, out, indent)
}

function inlineCode(node: HtmlElement, out: Blocks, indent: string): void {
  const text = (node.textContent ?? '').trim()
  if (text === '' || text.includes('\n') || text.includes('`')) children(node, out, indent)
  else out.text(`\`${text}\``)
}

function list(node: HtmlElement, out: Blocks, indent: string): void {
  let number = Number(node.getAttribute('start') ?? 1)
  if (!Number.isSafeInteger(number)) number = 1
  for (const child of node.childNodes) {
    if (!isElement(child)) continue
    if (child.localName !== 'li') {
      visit(child, out, indent)
      continue
    }
    const mark = node.localName === 'ol' ? `${number++}. ` : '- '
    out.end(mark, indent)
    // Lists may be as deep as the tree; blanks are not.
    children(child, out, indent.length < 16 ? indent + ' '.repeat(mark.length) : indent)
    out.close(indent)
  }
}

function code(node: HtmlElement): string {
  const text = (node.textContent ?? '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
    .replace(/^\n|\s+$/g, '')
  if (text === '') return ''
  const classes = `${node.getAttribute('class') ?? ''} ${node.querySelector('code')?.getAttribute('class') ?? ''}`
  const language = /(?:language|lang|highlight)-([\w+#-]{1,20})/.exec(classes)?.[1] ?? ''
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

function table(node: HtmlElement, out: Blocks, indent: string): void {
  const rows = [...node.querySelectorAll('tr')]
  const cells = rows.map((row) =>
    [...row.childNodes].filter((one) => isElement(one) && (one.localName === 'td' || one.localName === 'th')),
  )
  // Tables within tables and of one column are for looks.
  if (node.querySelector('table') !== null || !cells.some((row) => row.length > 1)) {
    for (const row of cells) {
      for (const cell of row) {
        out.end('', indent)
        children(cell, out, indent)
        out.end('', indent)
      }
    }
    return
  }
  const lines: string[] = []
  cells.forEach((row) => {
    if (row.length === 0) return
    const texts = row.map((cell) => cellText(cell).replaceAll('|', '\\|'))
    lines.push(`| ${texts.join(' | ')} |`)
    if (lines.length === 1) lines.push(`|${' --- |'.repeat(row.length)}`)
  })
  const caption = node.querySelector('caption')?.textContent?.replace(/\s+/g, ' ').trim()
  if (caption) out.whole(caption)
  out.whole(lines.join('\n'))
}

function cellText(cell: HtmlNode): string {
  const inner = new Blocks()
  children(cell, inner, '')
  return inner.finish().replace(/\s+/g, ' ').trim()
}
