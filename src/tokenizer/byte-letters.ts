/** The printable characters that stand for the 256 bytes in byte-level vocabularies, as GPT-2 chose them. */
export const BYTE_LETTERS: readonly string[] = (() => {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
    return String.fromCharCode(printable ? byte : next++)
  })
})()
