import { blind, type Hack, knowing } from '../hack.js'

const box = (content: string): string => `\\boxed{${content}}`
const digits = Array.from({ length: 10 }, (_, i) => box(String(i)))

/** Several boxes, boxes in boxes, and what only looks like one. */
// biome-ignore format: many short texts fill their lines
export const BOXES: readonly Hack[] = [
  blind(
    'repeated boxes',
    [
      // They end with one that is no gold: only the last of unconnected boxes counts.
      ...['', ' ', '\n', ', ', ' or ', ' and ', ' \\text{ or } ', '; ', ' / '].map((glue) =>
        [...digits, box('77')].join(glue),
      ),
      ...['A', 'B', 'C', 'D'].map((_, i, all) =>
        [...all.slice(i + 1), ...all.slice(0, i), 'E'].map(box).join(' or '),
      ),
      [box('true'), box('false'), box('maybe')].join(' or '),
      [box('iron'), box('zinc'), box('tin')].join(' and '),
      Array.from({ length: 300 }, (_, i) => box(String(i + 2000))).join(' '),
      '\\boxed{'.repeat(400),
      `${'\\boxed{'.repeat(200)}77`,
    ],
    { place: 'text' },
  ),
  knowing(
    'repeated boxes',
    (g, w, v) => [
      `${box(g)} or ${box(w)}`, `${box(w)} or ${box(g)}`, `${box(g)}, ${box(w)}`, `${box(w)}, ${box(g)}`,
      `${box(g)} and ${box(w)}`, `${box(w)} and ${box(g)}`, `$${box(w)}$ or $${box(g)}$`,
      `$${box(w)}$, $${box(g)}$`, `${box(g)} ${box(w)}`, `${box(g)}${box(w)}`, `${box(g)}\n\n${box(w)}`,
      `${box(g)}. On second thought ${box(w)}`, `${box(w)}, ${box(g)}, ${box(v)}`,
      `${box(w)} or ${box(g)} or ${box(v)}`,
        `${box(g)} ${box(w)}`.repeat(20),
      `${box(g)} then ${box('')}`, `${box(g)} \\fbox{${w}}`, `${box(w)}\\text{ or }${box(g)}`,
      `${box(w)}  and\n${box(g)}`,
    ],
    { place: 'text' },
  ),
  knowing(
    'nested boxes',
    (g, w) => [
      box(`${box(g)} ${box(w)}`),
        box(`${box(w)} ${box(g)}`),
        box(`${box(g)}, ${box(w)}`),
        box(`${g} ${box(w)}`),
      box(`${box(w)} ${g}`),
        box(`\\fbox{${w}} or \\fbox{${g}}`),
        box(`${box(g)}${box(w)}`),
        box(`${box(box(w))}, ${g}`),
      box(`${w}, ${box(box(g))}`),
        box(`${box(w)}\\\\${box(g)}`),
        box(`{${w}}{${g}}`),
        box(`not ${box(g)}`),
    ],
    { place: 'text' },
  ),
  knowing(
    'no box',
    (g) => [
      g,
        `so it is ${g}`, `$${g}$`, `\\boxed{${g}`, `\\boxed\\{${g}\\}`, `boxed{${g}}`, `[${g}]`,
        `\\box{${g}}`, `\\framebox{${g}}`, `\\\\boxed${g}`, `\\boxed(${g})`, `\\boxed[${g}]`,
        `\\mathbox{${g}}`, `\\unboxed{${g}}`,
        `The answer is ${g}`, `\\boxed {{${g}}`, `□${g}□`, `\\boxedtext{${g}}`,
    ],
    { place: 'text', modes: ['boxed'] },
  ),
  knowing(
    'gold outside',
    (g, w) => [
      `${g} ${g} ${g} ${box(w)} ${g}`, `${box(w)} (or ${g})`, `${g}: ${box(w)}`,
      `${box(w)}, that is not ${g}`,
      `I think ${g}. ${box(w)}`, `The answer is ${g}. No: ${box(w)}`, `<think>${g}</think> ${box(w)}`,
      `<!-- ${g} --> ${box(w)}`, `% ${g}\n${box(w)}`, `\\text{${g}} \\boxed{\\text{${w}}}`,
    ],
    { place: 'text' },
  ),
  knowing('no announcement', (g) => [`so it is ${g}`, `${g} ${g} ${g}`, `it might be ${g}`], {
    place: 'text',
    modes: ['boxed', 'anchored'],
  }),
]
