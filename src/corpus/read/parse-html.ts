import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { htmlToMarkdown, LEVEL } from './html-markdown.js'
import { formulasToTex } from './html-math.js'
import { checkNesting } from './html-nesting.js'
import type { HtmlDocument, HtmlElement } from './html-node.js'
import { MAX_ARTICLE_TAGS } from './limits.js'
import type { Parser, ParserTask } from './parser-task.js'

/** What surrounds the text of a page. */
const AROUND = 'nav, footer, aside, [role="navigation"], [role="banner"], [role="search"], [hidden]'
/** If the article that was found holds less of the page than this, the page is no article: a manual, an index. */
const MIN_ARTICLE_SHARE = 0.5

/** The main content as Markdown-like text: one reading. */
export const parseHtml: Parser<Extract<ParserTask, { kind: 'html' }>> = async function* ({ bytes }) {
  const html = decodeHtml(bytes)
  const tags = checkNesting(html)
  const page = read(html)
  // Not only the body: pages without that tag have their text beside it.
  const everything = htmlToMarkdown(page.documentElement ?? page)
  const article = tags > MAX_ARTICLE_TAGS ? undefined : articleOf(html)
  const text =
    article !== undefined && article.length >= everything.length * MIN_ARTICLE_SHARE ? article : everything
  yield [text.trim() === '' ? { problem: 'an HTML page without text' } : { text }]
}

function read(html: string): HtmlDocument {
  // Without a document around them the library leaves pieces where no one looks for them.
  const whole = /<(?:html|body)[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`
  const { document } = parseHTML(whole) as unknown as { document: HtmlDocument }
  formulasToTex(document)
  for (const around of document.querySelectorAll(AROUND)) around.remove()
  // Finding the article makes these second headings.
  for (const heading of document.querySelectorAll('h1')) heading.setAttribute(LEVEL, '1')
  return document
}

function articleOf(html: string): string | undefined {
  let content: HtmlElement | undefined
  let title: string | undefined
  try {
    const reader = new Readability<HtmlElement>(read(html) as never, {
      serializer: (node) => node as unknown as HtmlElement,
      disableJSONLD: true,
      // They name the language of code.
      keepClasses: true,
    })
    const article = reader.parse()
    content = article?.content ?? undefined
    title = article?.title ?? undefined
  } catch {
    // Whatever it stumbles over, the whole page is still there.
    return undefined
  }
  if (!content) return undefined
  const text = htmlToMarkdown(content)
  const heading = title?.replace(/\s+/g, ' ').trim()
  return heading && !text.startsWith('# ') && !text.slice(0, 500).includes(heading)
    ? `# ${heading}\n\n${text}`
    : text
}

/** By the byte order mark, then by what the page says, then UTF-8 if it is, then as most old pages are. */
function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  const said = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1]
  for (const label of ['utf-8', said]) {
    if (label === undefined || /^utf-?16/i.test(label)) continue
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes)
    } catch {
      // Not that one.
    }
  }
  const mostly = new TextDecoder('utf-8').decode(bytes)
  const broken = mostly.split('\ufffd').length - 1
  return said === undefined && broken > 20 && broken > mostly.length / 1000
    ? new TextDecoder('windows-1252').decode(bytes)
    : mostly
}
