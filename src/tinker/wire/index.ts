export {
  type Answer,
  type AnswerName,
  answers,
  asAnswer,
  errorDetail,
  isAnswer,
  readAnswer,
  readJson,
} from './answers.js'
export { decodePass } from './decode-pass.js'
export { decodeSample } from './decode-sample.js'
export { encodePass, type PassRequest } from './encode-pass.js'
export { encodeSample, type SampleRequest } from './encode-sample.js'
export { isProtobuf, JSON_TYPE, PROTOBUF_TYPE, type WireBody } from './wire-body.js'
