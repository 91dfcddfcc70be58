import type { BuildProgress } from '../../corpus/index.js'
import type { Output } from '../output.js'
import { bytes, count, duration, percent } from './numbers.js'
import { oneLine } from './text.js'

const QUIET_SECONDS = 2
/** Where no one watches, a line now and then is enough. */
const SECONDS_BETWEEN_LINES = 10

/** Says how far a build has come: a status line for those who watch, else lines far apart. */
export function corpusProgress(output: Output, started: number): (progress: BuildProgress) => void {
  let said = started + (QUIET_SECONDS - SECONDS_BETWEEN_LINES) * 1000
  return (progress) => {
    const now = performance.now()
    if (output.live) output.status(progressLine(progress))
    else if (now - said >= SECONDS_BETWEEN_LINES * 1000) {
      said = now
      output.say(progressLine(progress))
    }
  }
}

export function progressLine(progress: BuildProgress): string {
  const { phase, bytesDone, bytes: all, bytesPerSecond, documents, secondsLeft } = progress
  const { file, files, filesDone } = progress
  const share = all > 0 ? ` of ${bytes(all)} (${percent(bytesDone / all, 0)})` : ''
  const parts = [
    `${phase === 'search' ? 'search index' : phase}: ${bytes(bytesDone)}${share}`,
    `${bytes(bytesPerSecond)}/s`,
    `${count(documents)} documents`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(files > 1 ? [`file ${count(filesDone + 1)} of ${count(files)}`] : []),
  ]
  return `${parts.join(', ')}  ${oneLine(file, 60)}`
}
