import { readFileSync, statSync } from 'node:fs'
import { parse } from 'yaml'
import { SpiceError } from '../../errors.js'
import { compact } from './compact.js'
import { paper, paperPlain } from './paper.js'
import { type TemplateSet, templateSetSchema } from './template-set.js'

const BUILT_IN: Readonly<Record<string, TemplateSet>> = { compact, paper, 'paper-plain': paperPlain }
const MAX_FILE_BYTES = 1 << 20

/** Whether `name` is that of a template set, and not of a file. */
export function isBuiltInTemplateSet(name: string): boolean {
  return Object.hasOwn(BUILT_IN, name)
}

/**
 * The template set of this name, or of this YAML file. Throws SpiceError: 'input' if the file can't be read, 'config' if
 * it is no template set.
 */
export function loadTemplateSet(nameOrFile: string): TemplateSet {
  const known = isBuiltInTemplateSet(nameOrFile) ? BUILT_IN[nameOrFile] : undefined
  if (known !== undefined) return known
  const result = templateSetSchema.safeParse(readYaml(nameOrFile))
  if (result.success) return result.data
  const lines = result.error.issues
    .slice(0, 6)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new SpiceError('config', `templates: ${nameOrFile} is no template set: ${lines.join('; ')}`, {
    hint: 'docs/method.md lists the parts of a template set.',
  })
}

function readYaml(file: string): unknown {
  try {
    if (statSync(file).size > MAX_FILE_BYTES)
      throw new SpiceError('input', `templates: ${file} is larger than ${MAX_FILE_BYTES} bytes`)
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError('input', `templates: can't read ${file}`, {
      cause,
      hint: `Use ${Object.keys(BUILT_IN).join(', ')}, or the path of a YAML file.`,
    })
  }
}
