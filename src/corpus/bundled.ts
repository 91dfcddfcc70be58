import { fileURLToPath } from 'node:url'

/** The corpus that ships with the package; `src/` and `dist/` lie equally deep, so one relative path serves both. */
export function bundledCorpusPath(): string {
  return fileURLToPath(new URL('../../assets/corpus/micro-world.jsonl', import.meta.url))
}
