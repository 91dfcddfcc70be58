import type { Command } from 'commander'
import { runCheck } from '../checks/check.js'
import { CHECKS } from '../checks/index.js'
import { EXIT } from '../exit-codes.js'
import { Output } from '../output.js'
import { presentCheck } from '../present/check.js'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('see whether everything that spice needs works on this machine')
    .option('--json', 'print one JSON line per check')
    .action(async ({ json = false }: { json?: boolean }) => {
      const output = new Output({ json })
      let failed = 0
      for (const check of CHECKS) {
        const result = await runCheck(check)
        if (!result.ok) failed++
        output.data(result)
        if (!json) presentCheck(output, result)
      }
      if (failed > 0) process.exitCode = EXIT.failure
      if (!json) output.say(failed === 0 ? 'All is well.' : `${failed} of ${CHECKS.length} checks failed.`)
    })
}
