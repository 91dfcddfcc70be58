/** The part of a document tree that is used here. (The library's own types are those of a browser.) */
export interface HtmlNode {
  readonly nodeType: number
  readonly childNodes: Iterable<HtmlNode>
  readonly parentNode: HtmlNode | null
  textContent: string | null
}

export interface HtmlElement extends HtmlNode {
  readonly localName: string
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  querySelector(selector: string): HtmlElement | null
  querySelectorAll(selector: string): Iterable<HtmlElement>
  replaceWith(...nodes: (HtmlNode | string)[]): void
  remove(): void
}

export interface HtmlDocument extends HtmlElement {
  readonly title: string
  readonly documentElement: HtmlElement | null
}

export const ELEMENT = 1
export const TEXT = 3

export function isElement(node: HtmlNode): node is HtmlElement {
  return node.nodeType === ELEMENT
}
