/** Longest that common file systems take. */
const MAX_PATH_BYTES = 1024
const MAX_NAME_BYTES = 255
/** Names that some systems take for devices, or letters that they take for something else. */
const NOT_ON_WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * Why a path that the server gave may not become a path here; undefined for one that may. A path that could lead out of
 * the folder says that the listing is not a repository's; any other is of a file that cannot be kept.
 */
export function unsafePath(path: unknown): { readonly hostile: boolean; readonly why: string } | undefined {
  if (typeof path !== 'string' || path === '') return { hostile: true, why: 'is no path' }
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return { hostile: true, why: 'leads out of its folder' }
  if (path.includes('\0')) return { hostile: true, why: 'has a NUL' }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return { hostile: false, why: 'is too long' }
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES))
    return { hostile: false, why: 'is too long' }
  if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(path)) return { hostile: false, why: 'has control characters' }
  if (path.includes('\\')) return { hostile: false, why: 'has a backslash' }
  if (/\p{Cs}/u.test(path)) return { hostile: false, why: 'is no Unicode text' }
  if (process.platform === 'win32' && parts.some((part) => NOT_ON_WINDOWS.test(part)))
    return { hostile: false, why: 'cannot be a name on this system' }
  return undefined
}

/** For messages: no control character, no end of a line, not long. */
export function shown(text: string, length = 200): string {
  const one = text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return one.length > length ? `${one.slice(0, length)}…` : one
}
