export { Generator, type GeneratorOptions } from './generator.js'
