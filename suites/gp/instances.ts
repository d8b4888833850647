/** The functions of the suite: which there are, and how one is drawn. Drawing takes milliseconds and stores nothing. */
import { type Draw, draw, type Prior, sampleFeatures } from './features.ts';
import type { KernelName } from './kernels.ts';
import { splitStream } from './splits.ts';

/** Length-scales by kernel, in units of the box: those at which E[min f] agrees with the curves of Chen et al. */
export const lengthScales: Readonly<Record<KernelName, number>> = { rbf: 0.2, matern52: 0.25 };

/** The dimensions of the suite: those of Chen et al. (1, 3, 6, 9), and 2 and 4. */
export const dims: readonly number[] = [1, 2, 3, 4, 6, 9];

const listed = 20;
const count = 4096;

/** One function of the test split. */
export interface Instance {
  /** 'rbf-d6-i01' */
  readonly id: string;
  readonly number: number;
  readonly prior: Prior;
  open(): Draw;
}

/** The instances that the suite lists. */
export function* instances(): Iterable<Instance> {
  for (const kernel of ['rbf', 'matern52'] as const) {
    for (const dim of dims) for (let number = 1; number <= listed; number++) yield instance(kernel, dim, number);
  }
}

/** The instance with this id, listed or not. */
export function findInstance(id: string): Instance | undefined {
  const [, kernel, dim, number] = /^(rbf|matern52)-d([1-9])-i([0-9]{2,9})$/.exec(id) ?? [];
  if (kernel === undefined || !dims.includes(Number(dim)) || Number(number) < 1) return undefined;
  const found = instance(kernel as KernelName, Number(dim), Number(number));
  return found.id === id ? found : undefined; // 'i001' is not a second name of 'i01'
}

function instance(kernel: KernelName, dim: number, number: number): Instance {
  const prior: Prior = { dim, kernel, lengthScale: lengthScales[kernel], count };
  return {
    id: `${kernel}-d${dim}-i${String(number).padStart(2, '0')}`,
    number,
    prior,
    open: () => draw(sampleFeatures(splitStream('test', kernel, dim, number), prior)),
  };
}
