import type { Command } from 'commander'
import { keepSecret } from '../../secrets.js'
import { runCheck } from '../checks/check.js'
import { CHECKS } from '../checks/index.js'
import { tinkerServerCheck } from '../checks/tinker-server.js'
import { EXIT } from '../exit-codes.js'
import { Output } from '../output.js'
import { presentCheck } from '../present/check.js'

interface DoctorFlags {
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly json?: boolean
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('see whether everything that spice needs works on this machine')
    .option('--base-url <url>', 'ask this Tinker server too: is it there, what does it serve')
    .option('--api-key <key>', 'of the Tinker server; better TINKER_API_KEY')
    .option('--json', 'print one JSON line per check')
    .action(async ({ baseUrl, apiKey, json = false }: DoctorFlags) => {
      keepSecret(apiKey)
      keepSecret(process.env.TINKER_API_KEY)
      const output = new Output({ json })
      const checks = [...CHECKS, ...(baseUrl === undefined ? [] : [tinkerServerCheck({ baseUrl, apiKey })])]
      let failed = 0
      for (const check of checks) {
        const result = await runCheck(check)
        if (!result.ok) failed++
        output.data(result)
        if (!json) presentCheck(output, result)
      }
      if (failed > 0) process.exitCode = EXIT.failure
      if (!json) output.say(failed === 0 ? 'All is well.' : `${failed} of ${checks.length} checks failed.`)
    })
}
