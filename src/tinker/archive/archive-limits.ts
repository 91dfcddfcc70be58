export interface ArchiveLimits {
  /** Bytes of all files together. */
  readonly maxBytes: number
  readonly maxEntries: number
  /** Unpacked bytes for each packed byte, beyond the first 256 MiB. An adapter that has not learned yet is half zeros. */
  readonly maxExpansion: number
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxBytes: 4 * 2 ** 40,
  maxEntries: 10_000,
  maxExpansion: 100,
}

/** UTF-8 bytes of a name in the archive. */
export const MAX_PATH = 1024
/** Folders around a file. */
export const MAX_DEPTH = 8
