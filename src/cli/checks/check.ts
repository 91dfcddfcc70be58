/** One thing that must be right for spice to work here. */
export interface Check {
  readonly name: string
  /** Says what was found; throws SpiceError with the way out if it will not do. */
  readonly run: () => Promise<string>
}

export interface CheckResult {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** The way out. */
  readonly hint?: string
}

export async function runCheck({ name, run }: Check): Promise<CheckResult> {
  try {
    return { check: name, ok: true, detail: await run() }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const hint = (error as { hint?: unknown } | null)?.hint
    return { check: name, ok: false, detail, ...(typeof hint === 'string' ? { hint } : {}) }
  }
}
