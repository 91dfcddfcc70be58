import type { Command } from 'commander'
import { configReference } from '../../config/index.js'
import { SpiceError } from '../../errors.js'
import { Output } from '../output.js'
import { presentSettings } from '../present/settings.js'

export function addSettings(program: Command): void {
  program
    .command('settings')
    .description('explain every setting, or those whose path begins with a prefix')
    .argument('[prefix]', 'such as optimizer or evaluation.samples')
    .option('--json', 'print one JSON line per setting')
    .addHelpText(
      'after',
      `
Examples:
  spice settings optimizer
  spice train --set optimizer.learningRate=5e-5 --dry-run`,
    )
    .action((prefix: string | undefined, { json = false }: { json?: boolean }) => {
      const output = new Output({ json })
      const found = configReference().filter(
        ({ path }) => prefix === undefined || path === prefix || path.startsWith(`${prefix}.`),
      )
      if (found.length === 0) {
        throw new SpiceError('config', `There is no setting ${prefix}`, {
          hint: 'List them all with: spice settings',
        })
      }
      for (const setting of found) output.data(setting)
      if (!json) presentSettings(output, found)
    })
}
