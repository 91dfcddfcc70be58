export { LocalEngine, type LocalEngineOptions, openLocalEngine } from './local-engine.js'
