import { fileURLToPath } from 'node:url'

/** The seed model that ships with the package; `src/` and `dist/` lie equally deep. */
export function bundledModelPath(): string {
  return fileURLToPath(new URL('../../assets/model', import.meta.url))
}
