export { openTinkerEngine, type TinkerEngineNotice, type TinkerEngineOptions } from './open-tinker-engine.js'
export { type TargetTraits, TINKER_TARGETS, type TinkerTarget, targetTraits } from './targets.js'
