export { keyedPermutation } from './permutation.js'
export {
  type Purpose,
  type RandomKey,
  type RandomStream,
  randomStream,
  uniformAt,
} from './stream.js'
