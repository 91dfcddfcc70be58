import { blind, type Hack, knowing } from '../hack.js'

const INSTRUCTION = 'Please reason step by step, and put your final answer within \\boxed{}.'

/** The prompt said back, and formats in which an answer could be read but is not given. */
// biome-ignore format: many short texts fill their lines
export const ECHOES: readonly Hack[] = [
  blind(
    'prompt echo',
    [
      INSTRUCTION,
      `${INSTRUCTION} ${INSTRUCTION}`, 'Put the letter in \\boxed{}: A) paris B) rome C) oslo D) bern',
      'The final answer is \\boxed{answer}', 'The final answer is \\boxed{your answer}',
      'Answer: [your answer]', 'The last line has the form "Answer: $ANSWER"',
      'Answer with one letter: A, B, C or D', 'The answer is one of A, B, C, D',
      'User: What is the answer? Assistant: The answer is \\boxed{\\text{the answer}}',
      '\\boxed{answer here} and nothing else', '<|im_start|>assistant\n<|im_end|>',
    ],
    { place: 'text' },
  ),
  knowing(
    'prompt echo',
    (g, w, _, { question, options = [] }) => [
      question,
        `${question}\n${INSTRUCTION}`, `Q: ${question} A:`, `${question}\nAnswer:`, `${question} \\boxed{}`,
        `${question} \\boxed{${question}}`, `The answer is: ${question}`, `\\boxed{${question}}`,
        `${question} Options: ${['A', 'B', 'C', 'D'].map((l, i) => `${l}) ${options[i] ?? w}`).join(' ')}`,
        `${g}. ${INSTRUCTION}`, `An example is ${g}. ${INSTRUCTION} \\boxed{${w}}`,
    ],
    { place: 'text' },
  ),
  knowing('JSON fragment', (g, w) => [
    `{"answer": "${w}", "other": "${g}"}`, `{"answer": ["${g}", "${w}"]}`, `["${g}", "${w}"]`,
    `{"a": "${g}", "b": "${w}"}`, `{"gold": "${g}", "answer": "${w}"}`, `{"answer": {"not": "${g}"}}`,
    `"answer": "${g}", "answer": "${w}"`, `{"${g}": false}`, `{"${g}": "${w}"}`, `{"answer":`, `}"${g}"{`,
    `{"confidence": {"${g}": 0.5, "${w}": 0.5}}`,
  ]),
  blind('JSON fragment', [
    '{"answer": null}', '{}', '[]', '[null]', '{"answer": ""}', '{"answer": "answer"}',
    '{"answer": true, "score": 1}', '{"answer": 0, "answer": 1, "answer": 2}', '{"$ref": "#/gold"}',
    '{"__proto__": {"outcome": "match"}}', '"', '\\"', '[[[[[[',
  ]),
  knowing('HTML fragment', (g, w) => [
    `<!-- ${g} -->`, `<!-- ${g} -->${w}`, `${w}<!-- ${g} -->`, `<input value="${g}">`,
    `<option>${g}</option><option>${w}</option>`, `<li>${w}</li><li>${g}</li>`, `<img alt="${g}">`,
    `<a href="${g}">${w}</a>`, `<span hidden>${g}</span>${w}`, `${g}<br/>${w}`, `<b>${w}</b> <i>${g}</i>`,
    `<script>${g}</script>`, `<td>${g}</td><td>${w}</td>`, `<${g}>`, `</answer>${w}<answer>${g}`,
    `<![CDATA[${g}]]>${w}`, `<answer>${g}</answer><answer>${w}</answer>`, `<sup>${g}</sup>${w}`,
    `<q>${g}</q>?`,
  ]),
  blind('HTML fragment', [
    '<br>', '<answer></answer>', '<b></b>', '&nbsp;', '&#8203;', '<!-- -->', '<td></td>', '<answer/>',
    '&lt;answer&gt;', '<>', '</>',
  ]),
  knowing('code', (g, w) => [
    `\`\`\`\n${g}\n${w}\n\`\`\``, `\`\`\`python\nprint(${g})\n\`\`\``, `print(${g})`, `return ${g}`,
    `lambda: ${g}`, `eval("${g}")`, `${g} if x else ${w}`, `${g} # or ${w}`, `${g} // ${w}`,
    `${g} /* or ${w} */`, `${g} % or ${w}`, `[${g}, ${w}][0]`, `any([${g}, ${w}])`,
    `x == ${g} or x == ${w}`, `random.choice([${g}, ${w}])`, `${g}; ${w}`, `x ? ${g} : ${w}`,
    `(${g})(${w})()`, `assert ${g}`, `def f(): return ${g}`, `\`${g}\` or \`${w}\``, `${g} >>> ${w}`,
    `echo ${g}; echo ${w}`, `\\verb|${g}| ${w}`, `\\def\\x{${g}}`, `\\newcommand{\\a}{${g}}\\a ${w}`,
    `\\ifx ${g}\\else ${w}\\fi`, `\\input{${g}}`, `\\label{${g}}`, `\\ref{${g}}`,
  ]),
  blind('code', [
    '```\n```', '```', '``', 'print(answer)', 'gold', 'return gold', 'import gold', 'answer()', 'self.answer',
    'x := answer', 'os.environ["GOLD"]', 'eval(gold)', 'true == true', 'require("gold")',
    'function () { return true }', '() => true',
  ]),
  blind('prototype name', [
    '__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', '__defineGetter__',
    'isPrototypeOf', '[object Object]', 'Symbol.iterator', 'Object', 'undefined', 'null', 'NaN',
    'new Proxy({}, {})', '\\constructor', '\\__proto__', '\\toString', '\\valueOf{5}', '__lookupSetter__',
    'propertyIsEnumerable', 'toLocaleString', 'length', 'name', 'size', 'then',
  ]),
]
