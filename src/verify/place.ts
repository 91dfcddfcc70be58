/** Where in a text an answer was found. */
export interface Place {
  /** Start of the box, announcement or expression: what stands before it is the work. */
  readonly begin: number
  /** The later place wins. */
  readonly at: number
  readonly answer: string
  /** Past the last character of a box. */
  readonly end?: number
}
