import { expect, it } from 'vitest'
import { workplace } from './fixtures/inputs.js'

const { read, tell } = workplace()

const page = (body: string): string => `<!doctype html><html><body>${body}</body></html>`

it.each<[string, string, string]>([
  [
    'headings and paragraphs',
    '<h1>A</h1><p>One <b>bold</b>\n word.</p><h3>B</h3>Loose',
    '# A\n\nOne bold word.\n\n### B\n\nLoose',
  ],
  [
    'lists',
    '<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol start=3><li>x</li><li>y</li></ol>',
    '- a\n  - b\n- c\n3. x\n4. y',
  ],
  [
    'code',
    '<pre><code class="language-js">if (a) {\n  b()\n}\n</code></pre><p>Call <code>f()</code>.</p>',
    '```js\nif (a) {\n  b()\n}\n```\n\nCall `f()`.',
  ],
  [
    'tables',
    '<table><tr><th>n</th><th>x|y</th></tr><tr><td>1</td><td>a<br>b</td></tr></table>',
    '| n | x\\|y |\n| --- | --- |\n| 1 | a b |',
  ],
  ['line breaks', '<p>a<br>b</p>', 'a\nb'],
  ['definitions', '<dl><dt>term</dt><dd>meaning</dd></dl>', 'term\n\nmeaning'],
  [
    'what is not text',
    '<nav>menu</nav><script>x()</script><style>b{}</style><p>text</p><footer>f</footer>',
    'text',
  ],
  [
    'KaTeX',
    '<p>So <span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">x2</span></span>.</p>',
    'So $x^2$.',
  ],
  [
    'MathML',
    '<p><math display="block"><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac><mo>+</mo><msqrt><mi>y</mi></msqrt></math></p>',
    '$$\\frac{1}{x^2} + \\sqrt{y}$$',
  ],
  ['MathJax', '<p>a <script type="math/tex">b_1</script> c</p>', 'a $b_1$ c'],
  [
    'encyclopedias',
    '<p>v <span class="mwe-math-element"><math alttext="{\\displaystyle e^{i}}"><mi>e</mi></math><img class="mwe-math-fallback-image-inline" alt="z"></span></p>',
    'v $e^{i}$',
  ],
])('keeps %s', async (_, html, text) => {
  expect(await tell('a.html', page(html))).toEqual([text])
})

it('takes the article out of what surrounds it', async () => {
  const words = Array.from(
    { length: 40 },
    (_, i) => `<p>Sentence number ${i}, which has some words, and commas.</p>`,
  ).join('')
  const around =
    '<div class="sidebar"><ul>' + '<li><a href="/x">A link to elsewhere</a></li>'.repeat(20) + '</ul></div>'
  const [text] = await tell('a.html', page(`${around}<article><h1>Title</h1>${words}</article>${around}`))
  expect(text).toContain('Sentence number 39')
  expect(text).not.toContain('elsewhere')
})

it('knows a page under another name, and a page in another encoding', async () => {
  expect(await read('a.jsonl', page('<p>Not found</p>'))).toEqual([
    { text: 'Not found', format: 'markdown', place: { file: 'a.jsonl' } },
  ])
  const latin = page('<meta charset="iso-8859-1"><p>größer</p>')
  expect(await tell('a.html', Buffer.from(latin, 'latin1'))).toEqual(['größer'])
})

it('says that there is no text', async () => {
  expect(await tell('a.html', page('<img src=x>'))).toEqual(['! an HTML page without text'])
})
