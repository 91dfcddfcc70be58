export { Generator } from './generator.js'
