/**
 * What a server really applied to the weights of a model. A model that took another's place began with a load of what that
 * one had saved, so its steps are its own and those of the other up to the save.
 */
import Database from 'libsql'
import type { SimulatedServer } from '../../src/tinker/fixtures/simulated-server.js'

export interface Applied {
  /** Steps that made the newest model's weights what they are. */
  readonly inTheWeights: number
  /** Steps of all models that ever were: those repeated after a loss, and stray ones, count too. */
  readonly everywhere: number
  readonly models: number
}

/** Of the simulated server: Adam's own count, which travels with checkpoints. */
export function appliedInSimulation({ state }: SimulatedServer): Applied {
  const models = state.everyModel
  return {
    inTheWeights: models.findLast(({ loaded }) => loaded)?.policy.state().steps ?? 0,
    everywhere: models.reduce((sum, { policy }) => sum + policy.applied, 0),
    models: models.length,
  }
}

interface Row {
  readonly request_id: number
  readonly request_type: string
  readonly model_id: string
  readonly request_data: string
}

/** Of SkyRL: the database in which it keeps every request and what came of it. */
export function appliedBySkyrl(file: string): Applied {
  const database = new Database(file, { readonly: true })
  try {
    const rows = database
      .prepare(
        `select request_id, lower(request_type) as request_type, model_id, request_data from futures
         where lower(status) = 'completed' and lower(request_type) in ('create_model', 'forward', 'optim_step', 'load_weights', 'save_weights')
         order by request_id`,
      )
      .all() as Row[]
    // What was looked at last: a stray step may have reached a model that was given up.
    const newest = rows.findLast((row) => row.request_type === 'forward')
    const isStep = (row: Row) => row.request_type === 'optim_step' && rateOf(row) > 0
    const stepsOf = (model: string, before: number): number => {
      const own = rows.filter((row) => row.model_id === model && row.request_id < before)
      const load = own.findLast((row) => row.request_type === 'load_weights')
      const since = own.filter((row) => isStep(row) && row.request_id > (load?.request_id ?? 0)).length
      if (!load) return since
      const { source_model_id: source, checkpoint_id: name } = JSON.parse(load.request_data) as Record<
        string,
        string
      >
      const save = rows.findLast(
        (row) =>
          row.request_type === 'save_weights' &&
          row.model_id === source &&
          JSON.parse(row.request_data).path === name,
      )
      return since + stepsOf(source as string, save?.request_id ?? 0)
    }
    return {
      inTheWeights: newest ? stepsOf(newest.model_id, Number.POSITIVE_INFINITY) : 0,
      everywhere: rows.filter(isStep).length,
      models: rows.filter((row) => row.request_type === 'create_model').length,
    }
  } finally {
    database.close()
  }
}

/** Steps of learning rate 0 only empty a slot of gradients. */
function rateOf(row: Row): number {
  const { adam_params: adam } = JSON.parse(row.request_data) as { adam_params: { learning_rate: number } }
  return adam.learning_rate
}
