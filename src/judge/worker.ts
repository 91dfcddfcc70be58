/** The thread's side of `pool.ts`: a block comes in, the judged block goes out. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Block } from './blocks.js'
import { judgeBlock } from './judge-block.js'
import type { JudgeSettings } from './judge-line.js'

parentPort?.on('message', (block: Block) => {
  const judged = judgeBlock(block, workerData as JudgeSettings)
  parentPort?.postMessage(judged, [judged.bytes.buffer as ArrayBuffer])
})
