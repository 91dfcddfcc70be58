import type { Hack } from '../hack.js'
import { ANNOUNCEMENTS } from './announcements.js'
import { BOXES } from './boxes.js'
import { DISGUISES } from './disguises.js'
import { ECHOES } from './echoes.js'
import { EMPTINESS } from './emptiness.js'
import { HEDGES } from './hedges.js'
import { MATHEMATICS } from './mathematics.js'
import { SPRAYS } from './sprays.js'

export const HACKS: readonly Hack[] = [
  ...EMPTINESS,
  ...BOXES,
  ...SPRAYS,
  ...HEDGES,
  ...ANNOUNCEMENTS,
  ...DISGUISES,
  ...MATHEMATICS,
  ...ECHOES,
]
