/**
 * The one door to the tensor engine, TensorFlow.js. Nothing else imports it, and importing this file does not load it.
 *
 *   native   @tensorflow/tfjs-node, where its library could be installed and passes a self-test
 *   wasm     @tensorflow/tfjs with the WebAssembly backend
 *   cpu      @tensorflow/tfjs in plain JavaScript
 *
 * The first that works is taken; OPTBENCH_BACKEND=native|wasm|cpu asks for one and takes no other. One thread: with the
 * small matrices of meta-training a second thread costs more in hand-overs than it computes.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';

/** TensorFlow.js, loaded. */
export type Tf = typeof TensorFlow;

/** What computes tensors, the fastest first. */
export const backends = ['native', 'wasm', 'cpu'] as const;
/** The name of a backend. */
export type Backend = (typeof backends)[number];

/** The engine with the backend that it runs on. */
export interface Engine {
  readonly tf: Tf;
  readonly backend: Backend;
}

let loading: Promise<Engine> | undefined;
let loaded: Engine | undefined;

/** Loads the engine, once. */
export function loadTf(): Promise<Engine> {
  loading ??= load().then((engine) => {
    loaded = engine;
    return engine;
  });
  return loading;
}

/** The engine, where it has been loaded before; a step over tensors cannot wait for it. */
export function tf(): Tf {
  if (loaded === undefined) throw new Error('tensor: the engine is not loaded; await loadTf() first');
  return loaded.tf;
}

/** The backend in use, or, before anything is loaded, the one that would be: cheap, for lists and records. */
export function backendName(): Backend {
  if (loaded !== undefined) return loaded.backend;
  return wanted() ?? (nativeLibrary() !== undefined ? 'native' : wasmFolder() !== undefined ? 'wasm' : 'cpu');
}

async function load(): Promise<Engine> {
  const only = wanted();
  const failures: string[] = [];
  for (const backend of only === undefined ? backends : [only]) {
    try {
      const tf = await openers[backend]();
      selfTest(tf);
      return { tf, backend };
    } catch (error) {
      failures.push(`${backend}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
  throw new Error(
    `tensor: ${only ? 'the backend asked for is' : 'no backend is'} not available here (${failures.join('; ')})`,
  );
}

function wanted(): Backend | undefined {
  const name = process.env['OPTBENCH_BACKEND'];
  if (name === undefined || name === '') return undefined;
  const backend = backends.find((known) => known === name);
  if (backend === undefined) {
    throw new Error(`tensor: OPTBENCH_BACKEND must be one of ${backends.join(', ')}, got '${name}'`);
  }
  return backend;
}

const require = createRequire(import.meta.url);

const openers: Readonly<Record<Backend, () => Promise<Tf>>> = {
  async native() {
    if (nativeLibrary() === undefined) throw new Error("@tensorflow/tfjs-node or its native library isn't installed");
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    // An optional package: the compiler must not insist on it.
    const native: string = '@tensorflow/tfjs-node';
    return quiet(interop<Tf>(await import(native)), 'tensorflow');
  },
  async wasm() {
    const folder = wasmFolder();
    if (folder === undefined) throw new Error("@tensorflow/tfjs-backend-wasm isn't installed");
    const tf = interop<Tf>(await import('@tensorflow/tfjs'));
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(folder + sep);
    wasm.setThreadsCount(1);
    return withoutNewListeners(() => quiet(tf, 'wasm'));
  },
  cpu: async () => quiet(interop<Tf>(await import('@tensorflow/tfjs')), 'cpu'),
};

async function quiet(tf: Tf, backend: string): Promise<Tf> {
  // Production mode: no advice on the console, no checks of every intermediate tensor.
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start its ${backend} backend`);
  await tf.ready();
  return tf;
}

/** The WebAssembly module hooks itself into this process's last words and would print its whole source with every one. */
async function withoutNewListeners<Result>(work: () => Promise<Result>): Promise<Result> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  const result = await work();
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]!.has(listener)) process.removeListener(event, listener);
    }
  });
  return result;
}

/** A CommonJS module as ESM sees it: everything lies under `default`. */
function interop<Module>(module: unknown): Module {
  return ((module as { default?: Module }).default ?? module) as Module;
}

function nativeLibrary(): string | undefined {
  const folder = packageFolder('@tensorflow/tfjs-node');
  const library = folder && join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  return library && existsSync(library) ? library : undefined;
}

function wasmFolder(): string | undefined {
  const folder = packageFolder('@tensorflow/tfjs-backend-wasm');
  const dist = folder && join(folder, 'dist');
  return dist && existsSync(join(dist, 'tfjs-backend-wasm-simd.wasm')) ? dist : undefined;
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined; // not installed: an expected outcome
  }
}

/** A backend that starts may still compute nonsense, or lack gradients: (A B) and its gradient, by hand. */
function selfTest(tf: Tf): void {
  const got = tf.tidy(() => {
    const [a, b] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])];
    const gradient = tf.grad((x: TensorFlow.Tensor) => tf.sum(tf.matMul(x as TensorFlow.Tensor2D, b)));
    return [...tf.matMul(a, b).dataSync(), ...gradient(a).dataSync()];
  });
  const expected = [19, 22, 43, 50, 11, 15, 11, 15];
  if (got.some((value, i) => value !== expected[i])) throw new Error(`self-test: expected ${expected}, got ${got}`);
}
