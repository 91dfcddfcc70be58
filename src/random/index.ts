export {
  type Purpose,
  type RandomKey,
  type RandomStream,
  randomStream,
  uniformAt,
} from './stream.js'
