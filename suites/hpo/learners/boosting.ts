/**
 * Gradient boosting: of trees, or of linear models. Chen & Guestrin (2016), XGBoost: A Scalable Tree Boosting System; the
 * library itself, compiled to WebAssembly (ml-xgboost), called past the package's wrapper, which copies through matrices.
 */
import { choice, integer, real, space, when } from 'optbench';
import type { Learner, Matrix, Task } from '../learner.ts';
import { loadWasm } from '../wasm.ts';

type Pointer = number;

/** The Emscripten module, as far as it is used. */
interface Engine {
  readonly isReady: Promise<Engine>;
  readonly HEAPF32: Float32Array;
  printErr: (text: string) => void;
  cwrap<Call>(name: string, returns: 'number' | null, takes: readonly ('number' | 'array' | 'string')[]): Call;
  _malloc(bytes: number): Pointer;
  _free(pointer: Pointer): void;
}

/** XGBoost. */
export const boosting: Learner = {
  name: 'boosting',
  about: 'Gradient boosting of trees or of linear models (XGBoost, compiled to WebAssembly: ml-xgboost).',
  source: 'Chen & Guestrin (2016), XGBoost: A Scalable Tree Boosting System',
  metric: (kind) => (kind === 'classification' ? 'log-loss' : 'relative-squared-error'),
  // Ten classes are ten trees a round.
  space: ({ classes }) =>
    space({
      booster: choice('gbtree', 'gblinear'),
      rounds: integer(8, classes > 5 ? 20 : 60, 'log'),
      eta: real(0.02, 0.5, 'log'),
      lambda: real(1e-3, 100, 'log'),
      depth: when('booster', ['gbtree'], integer(1, 6)),
      subsample: when('booster', ['gbtree'], real(0.3, 1)),
    }),
  async open(task) {
    const engine = await loadWasm('ml-xgboost/dist/wasm/xgboost.js', (module: Engine) => module.isReady);
    const call = calls(engine);
    return ({ booster, rounds, eta, lambda, depth, subsample }, { x, y }, query, rng) => {
      const options = {
        ...objective(task),
        booster: booster!,
        eta: eta!,
        lambda: lambda!,
        ...(depth !== undefined && { max_depth: depth }),
        ...(subsample !== undefined && { subsample }),
        seed: rng.integer(2 ** 31),
        silent: 1,
      };
      const model = call.create(bytes(x.data), bytes(y), x.rows, x.columns);
      try {
        for (const [name, value] of Object.entries(options)) call.set(model, name, String(value));
        call.train(model, rounds as number);
        return predict(engine, call, model, query, task);
      } finally {
        call.free(model);
      }
    };
  },
};

/** The functions that the package exports from C++. */
function calls(engine: Engine) {
  return {
    create: engine.cwrap<(x: Uint8Array, y: Uint8Array, rows: number, columns: number) => Pointer>(
      'create_model',
      'number',
      ['array', 'array', 'number', 'number'],
    ),
    set: engine.cwrap<(model: Pointer, name: string, value: string) => void>('set_param', null, [
      'number',
      'string',
      'string',
    ]),
    train: engine.cwrap<(model: Pointer, rounds: number) => void>('train_full_model', null, ['number', 'number']),
    /** Writes one row's predictions to `out` and returns how many there are. */
    predict: engine.cwrap<(model: Pointer, row: Uint8Array, columns: number, out: Pointer) => number>(
      'predict_one',
      'number',
      ['number', 'array', 'number', 'number'],
    ),
    free: engine.cwrap<(model: Pointer) => void>('free_memory_model', null, ['number']),
  };
}

function objective({ classes }: Task): Readonly<Record<string, string | number>> {
  if (classes === 0) return { objective: 'reg:linear', base_score: 0 };
  return classes === 2 ? { objective: 'binary:logistic' } : { objective: 'multi:softprob', num_class: classes };
}

function predict(
  engine: Engine,
  call: ReturnType<typeof calls>,
  model: Pointer,
  { data, rows, columns }: Matrix,
  { classes }: Task,
): Float64Array {
  const outputs = classes > 2 ? classes : 1;
  const all = new Float64Array(rows * Math.max(1, classes));
  const out = engine._malloc(4 * outputs);
  for (let i = 0; i < rows; i++) {
    call.predict(model, bytes(data.subarray(i * columns, (i + 1) * columns)), columns, out);
    const row = engine.HEAPF32.subarray(out / 4, out / 4 + outputs);
    if (classes === 2) all.set([1 - row[0]!, row[0]!], 2 * i);
    else all.set(row, i * outputs);
  }
  engine._free(out);
  return all;
}

/** In single precision, which is what XGBoost computes in. */
function bytes(values: Float64Array): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
