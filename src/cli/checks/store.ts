import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../config/index.js'
import { SpiceError } from '../../errors.js'
import { createRun, isBeingWritten, openRun, runFolder } from '../../runs/index.js'
import type { Check } from './check.js'

/** Makes a run, reads it from a second connection, and sees that its lock holds. */
export const storeCheck: Check = {
  name: 'store',
  async run() {
    const place = mkdtempSync(join(tmpdir(), 'spice-doctor-'))
    try {
      const folder = runFolder(join(place, 'check'))
      const run = createRun(folder, { config: loadConfig(), command: 'spice doctor' })
      run.log('info', 'check')
      const locked = isBeingWritten(folder)
      const reader = openRun(folder.path)
      const read = reader.command() === 'spice doctor'
      reader.close()
      run.close()
      if (read && locked) return 'SQLite writes, reads and locks'
      throw new SpiceError(
        'run',
        `SQLite in ${place} ${read ? 'does not lock' : 'does not read what it wrote'}`,
        {
          hint: 'Put runs on a local disk: network file systems often have no locks',
        },
      )
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  },
}
