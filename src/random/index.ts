export {
  PURPOSES,
  type Purpose,
  type RandomKey,
  type RandomStream,
  randomStream,
  uniformAt,
} from './stream.js'
