#!/usr/bin/env node
import { CommanderError } from 'commander'
import { SpiceError } from '../errors.js'
import { EXIT, EXIT_OF } from './exit-codes.js'
import { Output } from './output.js'
import { presentError } from './present/error.js'
import { buildProgram } from './program.js'

// A reader that has seen enough (`spice show run | head`) is no failure; a run that was being written stays resumable.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok)
    throw error
  })
}

const program = buildProgram()
try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end with 0; commander has printed the rest.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  } else {
    presentError(new Output({ json: false }), error, program.opts<{ debug?: boolean }>().debug ?? false)
    process.exitCode = error instanceof SpiceError ? EXIT_OF[error.code] : EXIT.failure
  }
}
