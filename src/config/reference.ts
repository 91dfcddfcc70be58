import { z } from 'zod'
import { configSchema } from './schema.js'

/** One setting, for help texts and documentation. */
export interface SettingReference {
  /** Dotted, such as `optimizer.learningRate`. */
  readonly path: string
  /** What it takes, in words. */
  readonly type: string
  readonly default: unknown
  /** Of a group that may be null: must be named where the group is. Its default is null. */
  readonly required: boolean
  readonly description: string
}

interface SchemaNode {
  readonly type?: string
  readonly description?: string
  readonly format?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly properties?: Record<string, SchemaNode>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

/** JSON schema of a configuration file, for editors. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: 'input' })
}

let settings: readonly SettingReference[] | undefined

/** Every setting in the order of the schema; what is in a group that may be null comes after the group. */
export function configReference(): readonly SettingReference[] {
  settings ??= collect(configJsonSchema() as SchemaNode, '')
  return settings
}

function collect(node: SchemaNode, prefix: string): SettingReference[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (child.properties !== undefined) return collect(child, path)
    const group = child.anyOf?.find(({ properties }) => properties !== undefined)
    const required = child.default === undefined && node.required?.includes(key) === true
    const { description = '' } = child
    return [
      { path, type: typeInWords(child), default: required ? null : child.default, required, description },
      ...(group === undefined ? [] : collect(group, path)),
    ]
  })
}

function typeInWords(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(typeInWords).join(' or ')
  if (node.const !== undefined) return `\`${String(node.const)}\``
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (node.type === 'array') return `a list of ${typeInWords(node.items ?? {})}s`
  if (node.type === 'integer' || node.type === 'number') {
    const noun = node.type === 'integer' ? 'an integer' : 'a number'
    if (node.exclusiveMinimum !== undefined) return `${noun} above ${node.exclusiveMinimum}${upTo(node)}`
    if (node.minimum !== undefined) return `${noun} from ${node.minimum}${upTo(node)}`
    return noun
  }
  if (node.type === 'boolean') return 'true or false'
  if (node.type === 'null') return 'null'
  if (node.type === 'object') return 'a group of settings'
  if (node.format === 'uri') return 'an http or https address'
  return node.type === 'string' ? 'text' : 'a value'
}

function upTo(node: SchemaNode): string {
  return node.maximum === undefined ? '' : ` to ${node.maximum}`
}
