/**
 * How many bytes per parameter a gradient method holds on to between steps, its points included: measured, not declared. It takes a
 * few steps on problems of two sizes; what garbage collection leaves in typed arrays grows by so much from one to the other. Numbers
 * that a method keeps elsewhere (in ordinary arrays, in WebAssembly) are not seen.
 */
import v8 from 'node:v8';
import vm from 'node:vm';
import { stream } from '../math/random.ts';
import type { Optimizer, Search, Setup } from '../optimizer.ts';
import { reals } from '../space.ts';

const SIZES = [1024, 3072] as const;
/** Enough for the histories of quasi-Newton methods to fill. */
const STEPS = 30;
const TRIES = 3;
const MOST_COLLECTIONS = 8;

/** Bytes per parameter; undefined for who sees values only, declines such a problem or does not get through it. */
export async function footprint(optimizer: Optimizer): Promise<number | undefined> {
  if (optimizer.order !== 1) return undefined;
  try {
    const [small, large] = [await typical(optimizer, SIZES[0]), await typical(optimizer, SIZES[1])];
    return small === undefined || large === undefined
      ? undefined
      : Math.max(0, Math.round((large - small) / (SIZES[1] - SIZES[0])));
  } catch {
    // Whoever fails here fails in its runs too, and there it is said.
    return undefined;
  }
}

/** The median of some measurements: now and then a vector that is garbage by now is counted. */
async function typical(optimizer: Optimizer, dim: number): Promise<number | undefined> {
  const found: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    const bytes = await held(optimizer, dim);
    if (bytes === undefined) return undefined;
    found.push(bytes);
  }
  return found.sort((a, b) => a - b)[(TRIES - 1) / 2];
}

/** Bytes in typed arrays that a search of so many parameters holds after some steps. */
async function held(optimizer: Optimizer, dim: number): Promise<number | undefined> {
  const setup: Setup = {
    space: reals(dim),
    blocks: [{ name: 'weights', shape: [dim / 32, 32] }],
    x0: new Float64Array(dim).fill(1),
    budget: 2 * STEPS,
    workers: 1,
    rng: stream('footprint', dim),
  };
  if (optimizer.unfit?.(setup) !== undefined) return undefined;
  const before = await settled();
  const search = optimizer.start(setup);
  for (let id = 0; id < STEPS; id++) await step(search, id);
  const after = await settled();
  await search.close?.();
  return after - before;
}

/** One step on a bowl that is steeper in some directions than in others; its vectors are garbage afterwards. */
async function step(search: Search, id: number): Promise<void> {
  const asked = search.ask(id);
  const x = asked instanceof Promise ? await asked : asked;
  if (x === 'wait') throw new Error('waits though no trial is out');
  let value = 0;
  const gradient = x.map((v, i) => {
    const steepness = 0.01 + (i % 7) / 10;
    value += (steepness * v * v) / 2;
    return steepness * v;
  });
  await search.tell({ id, x: x.slice(), value, gradient });
}

/** Bytes in array buffers once garbage is collected: what two readings agree on, since buffers are freed behind the collector. */
async function settled(): Promise<number> {
  collect ??= collector();
  let last = Number.NaN;
  for (let i = 0; i < MOST_COLLECTIONS; i++) {
    await new Promise(setImmediate); // so that no stack frame refers to what it no longer needs
    collect();
    const bytes = process.memoryUsage().arrayBuffers;
    if (bytes === last) return bytes;
    last = bytes;
  }
  return last;
}

let collect: (() => void) | undefined;

function collector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as () => void;
}
