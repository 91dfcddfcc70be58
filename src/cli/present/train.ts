import { openRun, type RunFolder, type TrainEvent } from '../../runs/index.js'
import { invocation, runArgument } from '../invocation.js'
import type { Output } from '../output.js'
import { presentAsked } from './asked.js'
import { iterationHeading, iterationLine } from './iteration-line.js'
import { bytes, duration } from './numbers.js'
import { presentComparison, scoresLine } from './scores.js'
import { oneLine } from './text.js'
import { presentStart } from './train-start.js'

/** Follows a run: lines for what has happened, a status line for what happens now, JSON lines for programs. */
export class TrainPresenter {
  readonly #started = performance.now()
  #iterations = 0
  /** Seconds of the iterations of this process. */
  readonly #seconds: number[] = []
  #needsHeading = true
  #downloading = false

  constructor(
    private readonly output: Output,
    private readonly folder: RunFolder,
  ) {}

  hear(event: TrainEvent): void {
    const { output } = this
    switch (event.type) {
      case 'downloading':
        this.#presentDownload(event)
        break
      case 'notice':
        output.data(event)
        output.say(output.style('yellow', `notice: ${oneLine(event.message, 300)}`))
        break
      case 'started':
        this.#iterations = event.config.iterations
        output.data(event)
        presentStart(output, event)
        break
      case 'evaluating':
        output.status(`held-out ${event.set}: ${event.questions} of ${event.of} questions`)
        break
      case 'evaluated':
        output.status('')
        output.data(event)
        output.say(
          output.style('cyan', `held-out after ${event.iteration} iterations: ${scoresLine(event.results)}`),
        )
        this.#needsHeading ||= event.iteration === 0
        break
      case 'progress':
        output.status(this.#status(event))
        break
      case 'iteration': {
        output.status('')
        const { iteration, metrics, seconds } = event.record
        output.data({ type: 'iteration', iteration, metrics, seconds })
        this.#seconds.push(metrics['time/iteration'] ?? Number.NaN)
        if (this.#needsHeading) output.say(output.style('bold', iterationHeading()))
        this.#needsHeading = false
        output.say(iterationLine(iteration, metrics, this.#left(iteration + 1)))
        break
      }
      case 'stopped':
        output.status('')
        output.data(event)
        this.#presentEnd(event)
    }
  }

  /** Its size before the first byte, once, where something is left to download. */
  #presentDownload({ model, progress }: Extract<TrainEvent, { type: 'downloading' }>): void {
    const { phase, bytes: all, bytesDone, secondsLeft } = progress
    if (!this.#downloading && phase !== 'done') {
      this.#downloading = true
      this.output.say(`Downloading ${bytes(all - bytesDone)} of ${model}`)
    }
    this.output.status(
      phase === 'done'
        ? ''
        : `${bytes(bytesDone)} of ${bytes(all)}, ${duration(secondsLeft ?? Number.NaN)} left`,
    )
  }

  #status({ iteration, phase, done, total }: Extract<TrainEvent, { type: 'progress' }>): string {
    const share = Math.floor((100 * done) / Math.max(1, total))
    return `iteration ${iteration} of ${this.#iterations}  ${phase} ${share} %  ${duration(this.#left(iteration))} left`
  }

  /** From the last iterations of this process; evaluations are not in it. */
  #left(next: number): number {
    const recent = this.#seconds.slice(-10)
    const mean = recent.reduce((sum, seconds) => sum + seconds, 0) / recent.length
    return mean * (this.#iterations - next)
  }

  #presentEnd({ iteration, interrupted }: Extract<TrainEvent, { type: 'stopped' }>): void {
    const { output, folder } = this
    const spice = invocation()
    const run = runArgument(folder)
    output.say()
    if (interrupted) {
      output.say(`Stopped after ${iteration} iterations; everything is saved. To go on:`)
      output.say(`  ${spice} train --resume ${run}`)
      return
    }
    const reader = openRun(folder.path)
    let exported = 'a folder that transformers and vLLM load'
    try {
      const { engine } = reader.config()
      if (engine.type === 'tinker' && engine.rank > 0)
        exported = 'the adapter, a folder that peft and vLLM load'
      if (presentComparison(output, reader.evaluations())) output.say()
      presentAsked(output, reader)
    } finally {
      reader.close()
    }
    output.say()
    const here = this.#seconds.length
    const all = here < iteration ? ` (${iteration} in all)` : ''
    const time = duration((performance.now() - this.#started) / 1000)
    output.say(`${here} ${here === 1 ? 'iteration' : 'iterations'} in ${time}${all}: ${folder.path}`)
    output.say()
    output.say(output.style('bold', 'next'))
    const last = Math.max(0, iteration - 1)
    for (const [command, what] of [
      [`show ${run} ${last}`, 'everything asked, answered and rewarded in the last iteration'],
      [`eval ${run} --samples 8 --temperature 1`, 'avg@8 and pass@8 on the held-out sets'],
      [`train --resume ${run} --iterations ${iteration * 2}`, 'go on for as long again'],
      [`export ${run} my-model`, exported],
    ] as const) {
      output.say(`  ${spice} ${command}  ${output.style('dim', `# ${what}`)}`)
    }
  }
}
