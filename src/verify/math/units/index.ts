export { combine, findUnit, type UnitPart } from './table.js'
