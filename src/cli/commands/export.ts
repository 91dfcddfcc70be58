import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { SpiceError } from '../../errors.js'
import { openWeights, RUNS_ROOT } from '../../runs/index.js'
import { keepSecret } from '../../secrets.js'
import { Output } from '../output.js'
import { oneLine } from '../present/text.js'

interface ExportFlags {
  readonly root: string
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly json?: boolean
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description(
      'write the weights of a run as a Hugging Face model folder, or as the PEFT adapter that a server trained',
    )
    .argument('<run[@iteration]>', 'a run, at its newest or a named checkpoint')
    .argument('<folder>', 'folder to write; new or empty')
    .option('--base-url <url>', "where the run's Tinker server is now")
    .option('--api-key <key>', 'of the Tinker server; better TINKER_API_KEY')
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--json', 'print one JSON line')
    .addHelpText(
      'after',
      `
Examples:
  spice export quickstart-1 ./my-model
  spice export quickstart-1@40 ./my-model-40`,
    )
    .action(
      async (reference: string, folder: string, { root, baseUrl, apiKey, json = false }: ExportFlags) => {
        keepSecret(apiKey)
        keepSecret(process.env.TINKER_API_KEY)
        const output = new Output({ json })
        if (existsSync(folder) && readdirSync(folder).length > 0) {
          throw new SpiceError('config', `${resolve(folder)} is not empty`, { hint: 'Name a new folder' })
        }
        const { engine, title } = await openWeights(reference, {
          root,
          baseUrl,
          apiKey,
          onNotice: (message) => output.say(output.style('yellow', `server: ${oneLine(message, 300)}`)),
        })
        try {
          await engine.exportWeights(folder)
        } finally {
          await engine.close()
        }
        output.data({ weights: title, folder: resolve(folder) })
        if (!json) output.say(`${title}: written to ${resolve(folder)}`)
      },
    )
}
