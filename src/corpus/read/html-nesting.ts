import { MAX_HTML_DEPTH, MAX_HTML_TAGS } from './limits.js'
import { ReadProblem } from './read-problem.js'

const VOID = new Set(
  'area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen'.split(
    ' ',
  ),
)
const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))
/** What a tag ends that was left open, as the builder of the tree does it. */
const ENDS = new Map<string, ReadonlySet<string>>([
  ['li', names('li')],
  ['dt', names('dt dd')],
  ['dd', names('dt dd')],
  ['tr', names('tr th td')],
  ['th', names('th td')],
  ['td', names('th td')],
  ['tbody', names('thead tbody tr th td')],
  ['tfoot', names('thead tbody tr th td')],
  ['option', names('option')],
  ['optgroup', names('option optgroup')],
])
const ENDS_PARAGRAPH = names(
  'p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul',
)
const PARAGRAPH = names('p')
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp'])

/**
 * Looks for depth and number of tags before a tree is built of them: builders and walkers of trees recurse.
 * Follows the text as a browser's tokenizer does, roughly. Gives the number of tags. Throws ReadProblem.
 */
export function checkNesting(html: string): number {
  const open: string[] = []
  let tags = 0
  const tag = /<(?:!--|(\/?)([a-zA-Z][^\s/>]{0,100}))/g
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    if (match[2] === undefined) {
      const end = html.indexOf('-->', tag.lastIndex)
      if (end < 0) return tags
      tag.lastIndex = end + 3
      continue
    }
    const name = match[2].toLowerCase()
    const end = tagEnd(html, tag.lastIndex)
    if (end < 0) return tags
    tag.lastIndex = end + 1
    if (match[1]) {
      const at = open.lastIndexOf(name)
      if (at >= 0) open.length = at
      continue
    }
    if (++tags > MAX_HTML_TAGS) throw new ReadProblem(`more than ${MAX_HTML_TAGS} HTML tags`)
    if (VOID.has(name)) continue
    if (RAW.has(name)) {
      const close = new RegExp(`</${name}`, 'gi')
      close.lastIndex = tag.lastIndex
      const found = close.exec(html)
      if (!found) return tags
      tag.lastIndex = found.index
      continue
    }
    if (html[end - 1] === '/') continue
    const ended = ENDS_PARAGRAPH.has(name) ? PARAGRAPH : ENDS.get(name)
    while (ended?.has(open.at(-1) ?? '')) open.pop()
    open.push(name)
    if (open.length > MAX_HTML_DEPTH)
      throw new ReadProblem(`HTML nested deeper than ${MAX_HTML_DEPTH} levels`)
  }
  return tags
}

/** The `>` that ends a tag, outside of quoted values; −1 if there is none. */
function tagEnd(html: string, from: number): number {
  let quote = 0
  for (let i = from; i < html.length; i++) {
    const code = html.charCodeAt(i)
    if (quote) {
      if (code === quote) quote = 0
    } else if (code === 62) return i
    else if ((code === 34 || code === 39) && html.charCodeAt(i - 1) === 61) quote = code
  }
  return -1
}
