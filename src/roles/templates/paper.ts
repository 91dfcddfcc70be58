import type { TemplateSet } from './template-set.js'

// What each prompt contains follows the paper's appendix; the wording is ours.

const DOCUMENT = `=== DOCUMENT STARTS ===
{{document}}
=== DOCUMENT ENDS ===`

const NO_DOCUMENT = 'There is no document this time: choose a subject that you know well and work from it.'

const selectorPrompt = (material: string) => `You decide what kind of exam question suits some material.

${material}

Two kinds are possible.
- Multiple choice suits material whose parts are linked in several steps and that leaves room for three wrong options that look as likely as the right one.
- Free form suits material that supports a calculation, a derivation or one exact term, so that there is a single clear answer.

If you choose free form, name the type of its answer: "Integer" for a whole number, "Expression" for a formula or any other number, "String" for a name or term. Otherwise the type is null.

Write nothing but one JSON object, without a code fence:
{"suitable_for_mcq": true or false, "suitable_for_free_form": the opposite, "best_answer_type": "Integer", "Expression", "String" or null, "reason": one short sentence}
Exactly one of the first two is true.`

const mcqPrompt = (
  material: string,
) => `You write one multiple-choice question for a demanding exam. Those who sit it never see the material below.

${material}

Go through these steps in your thinking.
1. Look for something that can only be found by putting several pieces of the material together. A fact that is stated in one place is too easy.
2. Plan how to make it harder: more steps, an indirect description in place of a name, conditions that interact.
3. Write the question so that it stands alone. All that is needed to answer it is in it; it never speaks of a text, passage, document, author or figure.
4. Aim for at least four concepts that have to be combined.
5. Write down the path of reasoning from the question to the answer.
6. Write four options, A to D, alike in length, tone and detail. Exactly one is right. Each wrong one is what a typical slip would lead to.
7. Sit the exam yourself without the material. If options can be ruled out at a glance, or half a minute is enough, go back to step 2.
8. Check: one right answer, supported by the material; nothing given away; no reference to the material; options distinct.

If the material is too thin for such a question, leave every field an empty string.

After your thinking, end with one JSON object with these fields:
"identified_answer": the information found in step 1
"answer_quote": a list of the sentences of the material that prove the answer
"hardening_process": what you did in step 2
"exam_question": the question without options
"correct_answer": the text of the right option
"multiple_choice_question": the question followed by the options, each on its own line, as "A) ...", "B) ...", "C) ...", "D) ..."
"multiple_choice_correct": the letter of the right option
"self_test_solution": how you solved it in step 7
"knowledge_and_reasoning_steps": what has to be known and inferred, in order
"question_difficulty": "easy", "medium" or "hard"`

const freeFormPrompt = (
  material: string,
) => `You write one question for a demanding exam. Those who sit it never see the material below. The answer has the type {{answerType}}.

${material}

How the answer must be written: {{answerRules}}

Go through these steps in your thinking.
1. Look for something that can only be found by putting several pieces of the material together and that ends in one answer of the type {{answerType}}.
2. Plan how to make it harder: more steps, given quantities that must first be derived, conditions that interact.
3. Write the question so that it stands alone. It defines every symbol, states units, precision and order where they matter, and never speaks of a text, passage, document, author or figure.
4. Aim for at least four concepts that have to be combined.
5. Solve it step by step, with every intermediate result.
6. Solve it a second time as someone without the material. If half a minute is enough, or two answers could be defended, go back to step 2.
7. Check: one answer, supported by the material, of the right type and form, not given away in the question.

If the material is too thin for such a question, leave every field an empty string.

After your thinking, end with one JSON object with these fields:
"identified_information": the information found in step 1
"relevant_quotes": a list of the sentences of the material that prove the answer
"hardening_process": what you did in step 2
"question": the question
"answer": the answer alone
"answer_type": "{{answerType}}"
"step_by_step_solution": the solution of step 5
"intermediate_results": a list of its intermediate results
"difficulty_level": "easy", "medium" or "hard"
"difficulty_justification": why
"solving_time_estimate": in minutes
"required_concepts": a list of concepts
"potential_errors": a list of slips that are likely`

const REASON = 'Work it out step by step. Then give the final answer, and nothing else, inside \\boxed{}.'

/** Full-length prompts for models that follow instructions or can be led to: chat template, or plain turns. */
export const paper: TemplateSet = {
  name: 'paper',
  wrapper: 'auto',
  system: 'You are a careful and helpful assistant.',
  enableThinking: null,
  plainWrapper: `Below, a User asks and an Assistant answers. The Assistant first thinks the matter through in writing, step by step, and only then gives what was asked for.

User: {{prompt}}

Assistant:`,
  specialTokens: [],
  stopStrings: ['\nUser:'],
  selector: { prompt: selectorPrompt(DOCUMENT), withoutDocument: selectorPrompt(NO_DOCUMENT), reads: 'json' },
  mcq: {
    prompt: mcqPrompt(DOCUMENT),
    withoutDocument: mcqPrompt(NO_DOCUMENT),
    reads: {
      as: 'json',
      fields: {
        question: 'multiple_choice_question',
        answer: 'multiple_choice_correct',
        quotes: 'answer_quote',
      },
    },
  },
  freeForm: {
    prompt: freeFormPrompt(DOCUMENT),
    withoutDocument: freeFormPrompt(NO_DOCUMENT),
    reads: {
      as: 'json',
      fields: {
        question: 'question',
        answer: 'answer',
        answerType: 'answer_type',
        quotes: 'relevant_quotes',
      },
    },
  },
  answerRules: {
    integer: 'a whole number in digits, without unit or separators; the question names the unit.',
    float:
      'a decimal number, without unit; the question names the unit and how many decimal places are wanted.',
    expression: 'a formula in canonical, simplified form; the question defines every variable.',
    string: 'a name or term of at most three words, as it is usually written.',
    boolean: 'true or false, in lower case.',
    list: 'the items separated by commas; the question says in which order.',
  },
  reasoner: { prompt: `{{question}}\n\n${REASON}` },
  auditor: {
    prompt: `Answer the question with the help of this material.

${DOCUMENT}

{{question}}

${REASON}`,
  },
  finalAnswer: { mode: 'boxed' },
}

/**
 * The same in plain turns, whatever chat template the model ships: for base models that were not trained on it, such as
 * those of the Llama family that OctoThinker goes on from.
 */
export const paperPlain: TemplateSet = { ...paper, name: 'paper-plain', wrapper: 'plain' }
