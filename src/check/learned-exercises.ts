/**
 * What the laws of learned optimizers are tried on: small batches of random waves, smooth functions of mean 0 and variance 1
 * drawn from a Gaussian process (src/tensor/waves.ts).
 */
import type { Batch } from '../family.ts';
import type { LearnedOptimizer, Seen, Theta } from '../learned.ts';
import { stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Schedule } from '../meta/schedule.ts';
import { box } from '../space.ts';
import type { Node, Tape } from '../tensor/tape.ts';
import { drawWaves } from '../tensor/waves.ts';
import type { Weights } from '../tensor/weights.ts';

/** A rule under examination, with weights for one dimension. */
export interface Pupil {
  readonly rule: LearnedOptimizer;
  readonly dim: number;
  readonly weights: Weights;
}

const PRIOR = { kernel: 'rbf', lengthScale: 0.5 } as const;
const COUNT = 32;

/**
 * So many functions in so many dimensions; row b is the same whatever the number of rows. With `constrained`, half of the
 * cube is forbidden, on one side of a plane: p(x) = max(n . (x - 0.45), 0), another n in every row. The plane passes by the
 * centre, where fresh rules like to begin: there p would have no slope to hold theirs against.
 */
export function exerciseBatch(dim: number, size: number, { constrained = false } = {}): Batch {
  const normals = Array.from({ length: size }, (_, b) => {
    const rng = stream('check', 'constraints', dim, b);
    return Float64Array.from({ length: dim }, () => rng.normal());
  });
  const omega = new Float32Array(size * dim * COUNT);
  const [phase, weight] = [new Float32Array(size * COUNT), new Float32Array(size * COUNT)];
  for (let b = 0; b < size; b++) {
    drawWaves(
      stream('check', 'functions', dim, b),
      { kernel: PRIOR.kernel, lengthScales: new Array<number>(dim).fill(PRIOR.lengthScale), count: COUNT },
      {
        omega: omega.subarray(b * dim * COUNT, (b + 1) * dim * COUNT),
        phase: phase.subarray(b * COUNT, (b + 1) * COUNT),
        weight: weight.subarray(b * COUNT, (b + 1) * COUNT),
      },
    );
  }
  return {
    space: box(new Array<[number, number]>(dim).fill([0, 1])),
    size,
    priors: new Array<typeof PRIOR>(size).fill(PRIOR),
    on(tape) {
      const waves = {
        omega: tape.constant(omega, size, dim * COUNT),
        phase: tape.constant(phase, size, COUNT),
        weight: tape.constant(weight, size, COUNT),
      };
      return {
        value: (x) => tape.waves(x, waves),
        ...(constrained && { violation: (x: Node) => beyond(tape, x, normals) }),
      };
    },
  };
}

/** max(n_b . (x_b - 0.45), 0) for every row b. */
function beyond(tape: Tape, x: Node, normals: readonly Float64Array[]): Node {
  const dim = x.cols;
  const outside = normals.map(() => false);
  return tape.loops({
    inputs: [x],
    rows: x.rows,
    cols: 1,
    forward(out, xs) {
      normals.forEach((n, b) => {
        const c = n.reduce((sum, v, k) => sum + v * (xs![b * dim + k]! - 0.45), 0);
        outside[b] = c > 0;
        out[b] = Math.max(c, 0);
      });
    },
    backward(d, dx) {
      normals.forEach((n, b) => {
        if (outside[b]) for (let k = 0; k < dim; k++) dx![b * dim + k]! += d[b]! * n[k]!;
      });
    },
  });
}

/** The same functions, but what a rule is told of a value is cut off from where it came from: no slope flows back. */
export function cutOff(batch: Batch): Batch {
  return {
    ...batch,
    on(tape) {
      const functions = batch.on(tape);
      const told = (value: Node): Node => tape.constant(tape.numbers(value).slice(), value.rows, value.cols);
      return { ...functions, observed: (_, value) => told(value) };
    },
  };
}

/** One step of a batch: where it proposed and what it found, row by row. */
export interface BatchStep {
  readonly points: readonly Vector[];
  readonly values: readonly number[];
  /** By how much the points violate the constraints; 0 where there are none. */
  readonly violations: readonly number[];
}

/** Runs a rule on a batch, step by step; the numbers of every step. */
export function followed(
  tape: Tape,
  theta: Theta,
  rule: LearnedOptimizer,
  batch: Batch,
  { told }: Schedule,
): BatchStep[] {
  const functions = batch.on(tape);
  const dim = batch.space.dim;
  const nodes: Seen[] = [];
  let state = rule.begin(tape, theta, { dim, size: batch.size });
  return told.map((from) => {
    const standing = rule.step(tape, theta, state, from === undefined ? undefined : nodes[from]!);
    state = standing.state;
    const value = functions.value(standing.x);
    const violation = functions.violation?.(standing.x);
    nodes.push({ x: standing.x, value, ...(violation && { violation }) });
    const numbers = Float64Array.from(tape.numbers(standing.x));
    return {
      points: Array.from({ length: batch.size }, (_, b) => numbers.slice(b * dim, (b + 1) * dim)),
      values: [...tape.numbers(value)],
      violations: violation ? [...tape.numbers(violation)] : new Array<number>(batch.size).fill(0),
    };
  });
}
