import type { BuildOptions } from './build.js'
import type { Manifest } from './manifest.js'

export async function buildSearch(
  _folder: string,
  _manifest: Manifest,
  _options: BuildOptions,
): Promise<void> {}
