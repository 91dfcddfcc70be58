export { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js'
export {
  type ArchiveHttp,
  type ArchiveResponse,
  type DownloadOptions,
  downloadArchive,
} from './download-archive.js'
export { unpackArchive } from './unpack-archive.js'
