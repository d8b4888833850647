/**
 * The laws of the tape: every operation of the fused engine, at whatever size, has the value and the gradient of its
 * TensorFlow.js twin, to 1e-4 relative; and its gradient is the slope that differences in double precision measure.
 */
import fc from 'fast-check';
import { stream } from 'optbench';
import { differenceAlong, doubles, plainLoss } from 'optbench/check';
import {
  drawWaves,
  emptyInterface,
  emptyMemory,
  fusedEngine,
  loadTf,
  type Node,
  type Objective,
  referenceSlope,
  type Tape,
  type Theta,
  type Weights,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await loadTf();
});

type Shapes = Readonly<Record<string, readonly number[]>>;
type Use = (tape: Tape, theta: Theta) => Node;

const engine = fusedEngine();

/** Normal numbers in these shapes. */
function normal(shapes: Shapes, seed: number): Weights {
  const rng = stream('tape', seed);
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => rng.normal()) }];
    }),
  );
}

/** A loss from a matrix: its numbers, each times a number of its own, summed. */
function weighed(use: Use, seed: number): Objective {
  return (tape, theta) => {
    const node = use(tape, theta);
    const rng = stream('weighed', seed);
    const d = Float32Array.from({ length: node.rows * node.cols }, () => rng.normal());
    return tape.product(tape.reshape(node, 1, d.length), tape.constant(d, d.length, 1));
  };
}

/** The norm of a - b over the norm of b. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

/** Value and gradient by both engines, and the gradient along a direction by differences. */
function agree(weights: Weights, use: Use, seed: number, h = 1e-5): void {
  const numbers = (tape: Tape, theta: Theta): Float32Array => tape.numbers(use(tape, theta)).slice() as Float32Array;
  const value = engine.evaluate(weights, numbers);
  let twin: Float32Array | undefined;
  const objective = weighed(use, seed);
  const reference = referenceSlope(weights, (tape, theta) => {
    twin = numbers(tape, theta);
    return objective(tape, theta);
  });
  const fused = engine.slope(weights, objective);
  expect(value.length).toBe(twin!.length);
  expect(apart(value, twin!)).toBeLessThan(1e-4);
  const plain = plainLoss(weights, doubles(weights), objective);
  const size = Math.sqrt(value.reduce((sum, v) => sum + v * v, 0));
  expect(Math.abs(fused.loss - plain)).toBeLessThan(1e-4 * (size + 1e-3));
  for (const [name, gradient] of Object.entries(fused.gradient)) {
    expect(apart(gradient, reference.gradient[name]!), `gradient of ${name}`).toBeLessThan(1e-4);
    const rng = stream('direction', seed, name);
    const direction = { [name]: Float64Array.from(gradient, () => rng.normal()) };
    const slope = gradient.reduce((sum, g, i) => sum + g * direction[name]![i]!, 0);
    const difference = differenceAlong(weights, direction, objective, h);
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
    expect(Math.abs(slope - difference), `differences along ${name}`).toBeLessThan(1e-4 * (norm + 1e-3));
  }
}

/** Sizes that are no multiples of four, and some that are. */
const size = fc.integer({ min: 1, max: 21 });
const seed = fc.integer({ min: 0, max: 1e6 });
const runs = { numRuns: 30, seed: 1 };

describe('every operation equals its twin, value and gradient', () => {
  it('the product, with and without a bias', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), seed, (B, k, n, bias, s) => {
        agree(
          normal({ a: [B, k], W: [k, n], ...(bias && { b: [n] }) }, s),
          (tape, { a, W, b }) => tape.product(a!, W!, b),
          s,
        );
      }),
      runs,
    );
  });

  it('the product of a matrix with itself, and of a result that serves twice', () => {
    fc.assert(
      fc.property(size, seed, (n, s) => {
        agree(
          normal({ a: [n, n] }, s),
          (tape, { a }) => {
            const square = tape.product(a!, a!);
            return tape.product(square, square);
          },
          s,
        );
      }),
      { ...runs, numRuns: 10 },
    );
  });

  it('the LSTM step, over three steps', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 6 }), seed, (B, I, H4, s) => {
        const H = 4 * H4;
        const weights = normal({ x: [B, I], carry: [B, 2 * H], W: [I + H, 4 * H], b: [4 * H] }, s);
        const data = weights['W']!.data.map((w) => w / Math.sqrt(I + H));
        agree(
          { ...weights, W: { ...weights['W']!, data } },
          (tape, { x, carry, W, b }) => {
            let next = carry!;
            for (let t = 0; t < 3; t++) next = tape.lstm(x!, next, W!, b!);
            return next;
          },
          s,
        );
      }),
      runs,
    );
  });

  it('the step of an external memory, over three steps', () => {
    const fours = fc.constantFrom(4, 8, 12, 16);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fours,
        fours,
        fc.integer({ min: 1, max: 5 }),
        seed,
        (B, N, W, R, s) => {
          const sizes = { words: N, width: W, reads: R };
          const [state, signals] = [emptyMemory(sizes).row.length, emptyInterface(sizes).row.length];
          const weights = normal({ memory: [B, state], z1: [B, signals], z2: [B, signals], z3: [B, signals] }, s);
          // Shares of usage, of writing and of reading add up to 1 at most.
          const memory = { shape: [B, state], data: weights['memory']!.data.map((v) => 1 / (1 + Math.exp(-v)) / N) };
          agree(
            { ...weights, memory },
            (tape, { memory, z1, z2, z3 }) => {
              const twice = tape.access(tape.access(memory!, z1!, sizes), z2!, sizes);
              return tape.access(twice, z3!, sizes);
            },
            s,
            1e-8, // no further: where two words' usages cross, the free list is another
          );
        },
      ),
      { ...runs, numRuns: 10 },
    );
  });

  it('random waves', () => {
    const kernel = fc.constantFrom('rbf', 'matern52', 'matern32' as const);
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        kernel,
        seed,
        (B, d, m8, k, s) => {
          const m = 8 * m8;
          const omega = new Float32Array(B * d * m);
          const [phase, weight] = [new Float32Array(B * m), new Float32Array(B * m)];
          for (let b = 0; b < B; b++) {
            drawWaves(
              stream('functions', s, b),
              { kernel: k as 'rbf', lengthScales: new Array<number>(d).fill(0.3), count: m },
              {
                omega: omega.subarray(b * d * m, (b + 1) * d * m),
                phase: phase.subarray(b * m, (b + 1) * m),
                weight: weight.subarray(b * m, (b + 1) * m),
              },
            );
          }
          agree(
            normal({ x: [B, d] }, s),
            (tape, { x }) =>
              tape.waves(x!, {
                omega: tape.constant(omega, B, d * m),
                phase: tape.constant(phase, B, m),
                weight: tape.constant(weight, B, m),
              }),
            s,
          );
        },
      ),
      runs,
    );
  });

  it('columns, one beside the other, one below the other, and the same numbers in another shape', () => {
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), seed, (B, n, i, j, s) => {
        const [from, to] = [i % n, (i % n) + 1 + (j % (n - (i % n)))];
        agree(
          normal({ a: [B, n], c: [B, 3] }, s),
          (tape, { a, c }) => {
            const cut = tape.columns(a!, from, to);
            const wide = tape.beside(cut, c!, cut);
            const cols = wide.cols;
            return tape.below(
              wide,
              tape.reshape(wide, B, cols),
              tape.constant(new Float32Array(cols).fill(2), 1, cols),
            );
          },
          s,
        );
      }),
      runs,
    );
  });

  it('some columns of a matrix as inputs of an LSTM step, a product and loops, over blocks of rows', () => {
    const [I, H] = [3, 8];
    for (const B of [1, 2, 63, 64, 65, 131]) {
      const weights = normal({ a: [B, I + 2], carry: [B, 2 * H], W: [I + H, 4 * H], b: [4 * H], V: [H, 2] }, B);
      agree(
        weights,
        (tape, { a, carry, W, b, V }) => {
          const next = tape.lstm(tape.columns(a!, 1, 1 + I), carry!, W!, b!);
          const again = tape.lstm(tape.columns(next, 2, 2 + I), next, W!, b!);
          const h = tape.columns(again, 0, H);
          return tape.beside(
            tape.product(h, V!),
            tape.squash(tape.columns(h, 1, 4), 'tanh'),
            tape.reshape(tape.columns(again, H, H + 2), B, 2),
          );
        },
        B,
      );
    }
  });

  it('reshaping keeps the numbers in their order', () => {
    fc.assert(
      fc.property(size, size, seed, (B, n, s) => {
        agree(normal({ a: [B, n] }, s), (tape, { a }) => tape.reshape(a!, n, B), s);
      }),
      { ...runs, numRuns: 10 },
    );
  });

  it('sigmoid and tanh', () => {
    fc.assert(
      fc.property(size, size, fc.constantFrom('sigmoid' as const, 'tanh' as const), seed, (B, n, by, s) => {
        agree(normal({ a: [B, n] }, s), (tape, { a }) => tape.squash(a!, by), s);
      }),
      runs,
    );
  });

  it('operations written as loops', () => {
    fc.assert(
      fc.property(size, size, seed, (B, n, s) => {
        agree(
          normal({ a: [B, n], c: [B, n] }, s),
          (tape, { a, c }) => {
            let kept: readonly ArrayLike<number>[] = [];
            return tape.loops({
              inputs: [a!, c!, tape.constant(new Float32Array(B * n).fill(1), B, n)],
              rows: B,
              cols: n,
              forward(out, A, C, ones) {
                kept = [A!, C!];
                for (let i = 0; i < out.length; i++) out[i] = A![i]! * C![i]! + ones![i]!;
              },
              backward(d, dA, dC, dOnes) {
                for (let i = 0; i < d.length; i++) {
                  if (dA) dA[i]! += d[i]! * kept[1]![i]!;
                  if (dC) dC[i]! += d[i]! * kept[0]![i]!;
                  if (dOnes) dOnes[i]! += d[i]!;
                }
              },
            });
          },
          s,
        );
      }),
      runs,
    );
  });
});
