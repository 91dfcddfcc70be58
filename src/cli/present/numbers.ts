/** Numbers and texts as people read them. */

/** `0.4213` as `42.1 %`; a dash for what is not there. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined || !Number.isFinite(share)
    ? '-'
    : `${(share * 100).toFixed(digits)} %`
}

/** Signed points of a difference of shares: `+3.2`. */
export function points(difference: number): string {
  const value = (difference * 100).toFixed(1)
  return difference >= 0 && !value.startsWith('-') ? `+${value}` : value
}

export function decimal(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits)
}

/** `1234567` as `1,234,567`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** `712704` as `0.71M`. */
export function parameters(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)}B`
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 1 : 2)}M`
  return value >= 1e3 ? `${(value / 1e3).toFixed(0)}k` : String(value)
}

/** `75.3` seconds as `1m 15s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-'
  if (seconds < 10) return `${seconds.toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`
  return `${Math.floor(whole / 3600)}h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`
}

export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10))
  return `${(value / 1024 ** power).toFixed(power === 0 || value / 1024 ** power >= 100 ? 0 : 1)} ${units[power]}`
}
