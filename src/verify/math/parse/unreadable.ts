/** Thrown inside this folder only: the text is not mathematics. One object, because making errors is slow. */
export const UNREADABLE = new Error('unreadable')
