/** Longer lines say something of their own. */
export const MAX_BOILERPLATE = 160

const NETWORK = '(?:facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|telegram|e-?mail|mastodon|bluesky)'
const LEGAL =
  '(?:terms|terms of (?:use|service)|terms (?:and|&) conditions|privacy(?: policy| notice)?|cookie policy|imprint|' +
  'contact(?: us)?|about(?: us)?|sitemap|accessibility|careers|advertise(?: with us)?|help|legal(?: notice)?)'
const ACCOUNT = '(?:log ?in|sign ?in|log ?out|sign ?out|sign ?up|register|my account|create (?:an )?account)'
const BETWEEN = ' ?[|/·•,] ?'

/** Whole lines that websites and page makers put around texts, in small letters. */
const PATTERNS = [
  // Pages
  'page \\d{1,5}(?: ?(?:of|/) ?\\d{1,5})?[.\\s]*',
  '[-–—] ?(?:page )?\\d{1,5} ?[-–—]',
  // Cookies and scripts
  '(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies\\b.*',
  'by (?:continuing|using|clicking|browsing)\\b.*\\bcookies?\\b.*',
  '(?:accept|allow|reject|decline|manage)(?: all| only essential| necessary)? cookies',
  'cookie (?:policy|settings|preferences|notice|consent)',
  '(?:please )?(?:enable|turn on|activate) javascript\\b.*',
  'javascript (?:is|must be|appears to be) (?:disabled|enabled|turned off)\\b.*',
  'your browser does not support\\b.*',
  // Rights
  'copyright\\b.{0,10}(?:©|\\(c\\)|\\b(?:19|20)\\d\\d\\b).*',
  '(?:©|&copy;).*',
  '\\(c\\) ?(?:19|20)\\d\\d\\b.*',
  'all rights reserved\\.?',
  // Sharing and subscribing
  `(?:share|tweet)(?: this)?(?: (?:article|post|page|story|link))?(?:(?: on| via| to)? ${NETWORK}[,|·•]?)*`,
  `(?:share|follow us|find us|like us) on ${NETWORK}(?:${BETWEEN}${NETWORK})*[.!]?`,
  '(?:subscribe|sign up)(?: now| today)? (?:to|for) (?:our|the|my) .{0,60}(?:newsletter|mailing list|updates)\\b.{0,40}',
  // Moving about
  'skip (?:to|over) (?:main |the )?(?:content|navigation|search)',
  'jump to (?:navigation|search|content|main content)',
  '(?:back|return|scroll|go) to (?:the )?top',
  '(?:toggle|open|close|show|hide|main) (?:the )?(?:navigation|menu|sidebar|search)',
  '(?:home|start) ?(?:[>›»][^>›»]{1,50}){1,8}',
  '[«‹←]? ?(?:previous|prev|next|older|newer) (?:page|post|posts|article|chapter|entry|entries) ?[»›→]?',
  '(?:read|show|load|view|see) (?:more|less)(?: ?(?:»|›|→|…|\\.\\.\\.))?',
  'continue reading(?: ?(?:»|›|→|…|\\.\\.\\.))?',
  `${ACCOUNT}(?:${BETWEEN}${ACCOUNT})+`,
  `${LEGAL}(?:${BETWEEN}${LEGAL})+`,
  '(?:privacy policy|terms of (?:use|service)|sitemap)',
  '(?:advertisement|advertisements|sponsored content|related (?:articles|posts|stories))',
]

export const BOILERPLATE = new RegExp(`^(?:${PATTERNS.join('|')})$`, 'i')

/** Whether a line that begins so can be boilerplate at all: ASCII by table, beyond it the signs that patterns name. */
const FIRST = new Set('abcdefghijlmnoprstvwy©(«‹←-–—&')
const firstCodes = new Uint8Array(128)
for (const character of FIRST) {
  for (const one of [character, character.toUpperCase()]) {
    if (one.charCodeAt(0) < 128) firstCodes[one.charCodeAt(0)] = 1
  }
}
export function mayBeginBoilerplate(code: number): boolean {
  return code < 128 ? firstCodes[code] === 1 : FIRST.has(String.fromCharCode(code))
}
