/** The DNC controller against an independent implementation, batched against plain, and its gradient against differences. */
import { readFileSync } from 'node:fs';
import { stream } from 'optbench';
import { differenceAlong } from 'optbench/check';
import {
  fusedEngine,
  loadTf,
  type Node,
  objective,
  parallel,
  referenceSlope,
  sequential,
  shareSlope,
  type Tape,
  type Theta,
  unroll,
  type Weights,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Controller } from '../../baselines/rnn/controller.ts';
import { dnc } from '../../baselines/rnn/dnc.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import gp from '../../suites/gp/family.ts';

beforeAll(async () => {
  await loadTf();
});

interface Case {
  readonly name: string;
  readonly seed: number;
  readonly inputs: number;
  readonly units: number;
  readonly words: number;
  readonly width: number;
  readonly reads: number;
  readonly steps: number;
  readonly outputs: readonly (readonly number[])[];
  readonly loss: number;
  readonly gradientInputs: readonly (readonly number[])[];
  readonly gradientNorms: Readonly<Record<string, number>>;
}
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('./dnc.reference.json', import.meta.url), 'utf8'),
);

/** The numbers that bench/peers/dnc_reference.py draws. */
function drawn(one: Case) {
  const { inputs: I, units: H, width: W, reads: R, steps: T } = one;
  let s = one.seed;
  const numbers = (scale: number, ...shape: readonly number[]) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
      s = (Math.imul(1664525, s) + 1013904223) >>> 0;
      return scale * ((2 * s) / 2 ** 32 - 1);
    });
    return { shape, data };
  };
  const signals = R * W + 3 * W + 5 * R + 3;
  const theta = {
    W: numbers(2 / Math.sqrt(I + R * W + H), I + R * W + H, 4 * H),
    b: numbers(1, 4 * H),
    Z: numbers(6 / Math.sqrt(H), H, signals),
    z: numbers(1.5, signals),
  } satisfies Weights;
  return { theta, inputs: numbers(2, T, I), towards: numbers(1, T, H + R * W) };
}

/** What the head reads, step by step, [T, outputs]; one network, its inputs in the rows of x. */
function outputs(tape: Tape, theta: Theta, controller: Controller, x: readonly Node[]): Node {
  let state = controller.begin(tape, theta, 1);
  const rows = x.map((seen) => {
    const next = controller.step(tape, theta, state, seen);
    state = next.state;
    return next.output;
  });
  return tape.below(...rows);
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(cases)('ten steps of a DNC, sizes $name', (one) => {
  const { theta, inputs, towards } = drawn(one);
  const [T, I] = inputs.shape as [number, number];
  const controller = dnc(one);
  const expected = one.outputs.flat();

  it('are those of PyTorch, on the tape', () => {
    const got = fusedEngine().evaluate(theta, (tape, weights) => {
      const x = Array.from({ length: T }, (_, t) => tape.constant(inputs.data.subarray(t * I, (t + 1) * I), 1, I));
      return tape.numbers(outputs(tape, weights, controller, x)).slice();
    });
    expect(got.length).toBe(expected.length);
    expect(furthest(got, expected)).toBeLessThan(1e-6);
  });

  it('are those of PyTorch, in plain numbers', () => {
    const network = controller.plain(theta);
    const got = Array.from({ length: T }, (_, t) => [
      ...network.step(Float64Array.from(inputs.data.subarray(t * I, (t + 1) * I))),
    ]);
    expect(furthest(got.flat(), expected)).toBeLessThan(1e-6);
  });

  it('have the gradient that autograd follows, on both engines', () => {
    const weights: Weights = {
      ...theta,
      ...Object.fromEntries(
        Array.from({ length: T }, (_, t) => [`x${t}`, { shape: [1, I], data: inputs.data.slice(t * I, (t + 1) * I) }]),
      ),
    };
    const loss = (tape: Tape, given: Theta): Node => {
      const x = Array.from({ length: T }, (_, t) => given[`x${t}`]!);
      const all = outputs(tape, given, controller, x);
      return tape.product(tape.reshape(all, 1, expected.length), tape.constant(towards.data, expected.length, 1));
    };
    for (const slope of [fusedEngine().slope(weights, loss), referenceSlope(weights, loss)]) {
      expect(Math.abs(slope.loss - one.loss)).toBeLessThan(1e-5);
      const gradient = Array.from({ length: T }, (_, t) => [...slope.gradient[`x${t}`]!]).flat();
      expect(furthest(gradient, one.gradientInputs.flat())).toBeLessThan(1e-4 * one.gradientNorms['inputs']!);
      for (const name of ['W', 'b', 'Z', 'z']) {
        const norm = Math.hypot(...slope.gradient[name]!);
        expect(Math.abs(norm / one.gradientNorms[name]! - 1)).toBeLessThan(1e-4);
      }
    }
  });
});

describe('an optimizer with a DNC', () => {
  const controller = dnc({ units: 8, words: 8, width: 4, reads: 2 });
  const designs = (['paper', 'incumbent'] as const).map((inputs) => ({
    name: `dnc-${inputs}`,
    controller,
    inputs,
    normalise: 'scale-free' as const,
    parallel: inputs === 'incumbent',
  }));
  const family = gp({ split: 'train', dim: 2, kernels: ['rbf'], lengthScale: [0.3, 0.3], features: 16 });

  it.each(designs)('$name proposes in plain numbers what a batch of one proposes', (design) => {
    const rule = rnn(design);
    const theta = rule.weights(2, stream('plain', design.name));
    const batch = family.batch(['one'], { from: 0, to: 1 });
    const steps = 30;
    const { points, values } = fusedEngine().evaluate(theta, (tape, weights) => {
      const trajectory = unroll(tape, rule, weights, batch, sequential(steps));
      const copies = (nodes: readonly Node[]) => nodes.map((node) => Float64Array.from(tape.numbers(node)));
      return { points: copies(trajectory.points), values: copies(trajectory.values) };
    });
    const rollout = rule.rollout(theta, 2);
    points.forEach((x, t) => {
      expect(furthest(rollout.propose(), x)).toBeLessThan(1e-4);
      rollout.observe(x, values[t]![0]!);
    });
  });

  it.each(designs)('$name has the meta-gradient that differences measure, and that of the other engine', (design) => {
    const rule = rnn(design);
    const theta = rule.weights(2, stream('gradient', design.name));
    const schedule = design.parallel ? parallel(5, 2, 0.5, stream('workers')) : sequential(5);
    const work = { address: ['gradient'], schedule, loss: { sum: 0.5, best: 0.5 } };
    const rows = { from: 0, to: 3 };
    const loss = objective(rule, family, work, rows);
    const { gradient } = shareSlope(fusedEngine(), rule, theta, family, work, rows);
    const reference = referenceSlope(theta, loss).gradient;
    for (const [name, slope] of Object.entries(gradient)) {
      const norm = Math.hypot(...slope);
      expect(furthest(slope, reference[name]!)).toBeLessThan(1e-4 * norm);
      const rng = stream('direction', name);
      const along = Float64Array.from(slope, () => rng.normal() / Math.sqrt(slope.length));
      const expected = differenceAlong(theta, { [name]: along }, loss, 1e-5);
      expect(Math.abs(slope.reduce((sum, g, i) => sum + g * along[i]!, 0) - expected)).toBeLessThan(1e-4 * norm);
    }
  });

  it('goes on by itself once it is forked', () => {
    const theta = controller.weights(3, stream('fork'));
    const seen = (t: number): Float64Array => Float64Array.of(Math.sin(t), Math.cos(3 * t), 0.1 * t);
    const [network, same] = [controller.plain(theta), controller.plain(theta)];
    for (let t = 0; t < 5; t++) for (const one of [network, same]) one.step(seen(t));
    const fork = network.fork();
    for (let t = 0; t < 5; t++) fork.step(seen(-t));
    expect([...network.step(seen(5))]).toEqual([...same.step(seen(5))]);
    expect([...fork.step(seen(5))]).not.toEqual([...same.step(seen(6))]);
  });

  it('refuses sizes that its kernels cannot work on', () => {
    const odd = dnc({ units: 8, words: 6, width: 4, reads: 2 });
    const step = () =>
      fusedEngine().evaluate(odd.weights(3, stream('odd')), (tape, theta) =>
        odd.step(tape, theta, odd.begin(tape, theta, 1), tape.constant([1, 2, 3], 1, 3)),
      );
    expect(step).toThrow(/6 words of 4 numbers.*multiples of 4/);
  });
});
