import type { Patience } from '../patience/index.js'
import type { PlaceOptions } from './environment.js'
import type { HubProgress } from './progress.js'

export interface HubOptions extends PlaceOptions {
  /** Files downloaded at a time, 1 to 4; 3 unless said. */
  readonly concurrency?: number
  /** A connection without a byte for as long is given up and taken up again; 30 unless said. */
  readonly stallSeconds?: number
  readonly patience?: Patience
  /** How long to wait for another process that downloads the same repository; an hour unless said. */
  readonly lockSeconds?: number
  /** A repository with more files is refused; 100,000 unless said. */
  readonly maxFiles?: number
  readonly onProgress?: (progress: HubProgress) => void
  /** Aborting keeps what has been downloaded; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}
