/**
 * Frozen rules in the loop: rules for parallel workers with 1 to 10 of them, episodes, and spaces of integers and choices. The
 * rules here are written in plain numbers and note what they are told.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  box,
  choice,
  formula,
  integer,
  type Optimizer,
  type Problem,
  real,
  recurrenceAt,
  recurrenceSteps,
  run,
  type Space,
  space,
  stream,
  type Vector,
} from 'optbench';
import {
  freeze,
  fromRollout,
  type LearnedOptimizer,
  loadWeights,
  type Rollout,
  saveWeights,
  type Trained,
} from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { lstm } from '../baselines/rnn/lstm.ts';
import { rnn } from '../baselines/rnn/rule.ts';
import { scout } from '../baselines/scout/rule.ts';
import gp from '../suites/gp/family.ts';

/** What happened to the rollouts of a rule. */
interface Notes {
  readonly told: { readonly x: readonly number[]; readonly value: number; readonly episode: number }[];
  readonly proposed: (readonly number[])[];
  skips: number;
  forks: number;
  episodes: number;
}

/** A rule that fills the cube evenly and notes everything. */
function noting(settings: Partial<LearnedOptimizer> = {}): { readonly rule: LearnedOptimizer; readonly notes: Notes } {
  const notes: Notes = { told: [], proposed: [], skips: 0, forks: 0, episodes: 0 };
  const rollout = (dim: number, t: number, episode: number): Rollout => {
    const steps = recurrenceSteps(dim);
    let at = t;
    return {
      propose: () => steps.map((step) => recurrenceAt(at, step)),
      observe(x, value) {
        notes.told.push({ x: [...x], value, episode });
        at++;
      },
      skip() {
        notes.skips++;
        at++;
      },
      fork() {
        notes.forks++;
        return rollout(dim, at, -1);
      },
    };
  };
  const rule = fromRollout({
    name: 'noting',
    order: 0,
    source: 'test',
    weights: () => ({}),
    rollout: (_, dim) => rollout(dim, 1, notes.episodes++),
    ...settings,
  });
  return { rule, notes };
}

const frozen = (rule: LearnedOptimizer, trained: Partial<Trained>, dim = 2): Optimizer =>
  freeze(rule, { dims: [dim], of: () => ({ weights: {}, horizon: 100, ...trained }) });
const square: Space = box([
  [0, 1],
  [0, 1],
]);
const valley = (domain: Space): Problem =>
  formula<Vector>({
    id: 'valley',
    space: domain as Space<Vector>,
    source: 'test',
    value: (x) => (x[0]! - 0.3) ** 2 + Math.abs(x[1]! - 0.6),
  }) as Problem;
const made = (optimizer: Optimizer, problem: Problem, budget: number, workers = 1) =>
  run(optimizer, problem, { suite: 'test', seed: 0, budget, workers });
const points = (trials: readonly { readonly x: unknown }[]): string[] => trials.map(({ x }) => String(x));
const network = rnn({
  name: 'network',
  controller: lstm(8),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: true,
}) as LearnedOptimizer;
const weights = network.weights(2, stream('test', 'parallel'));

describe('a rule for parallel workers', () => {
  it.each([1, 2, 3, 5, 10])(
    'with %i of them is told every result once, as it comes in, and never a guess',
    async (workers) => {
      const { rule, notes } = noting({ parallel: true });
      const { trials, outcome } = await made(frozen(rule, { extrapolate: true }), valley(square), 40, workers);
      expect(outcome).toEqual({ kind: 'finished' });
      expect(notes.told.map(({ value }) => value)).toEqual(trials.map(({ value }) => value));
      expect(notes.told.map(({ x }) => String(x))).toEqual(points(trials));
      expect(new Set(points(trials)).size).toBe(40);
      // One skip for every worker but the first, when nothing is in; later every proposal follows a result.
      expect([notes.skips, notes.forks]).toEqual([workers - 1, 0]);
      if (workers > 2) expect(trials.map(({ id }) => id)).not.toEqual(trials.map((_, i) => i));
    },
  );

  it('proposes in the loop what it proposes by hand, results told in the order of the journal', async () => {
    const optimizer = frozen(network, { weights, extrapolate: true });
    const { trials } = await made(optimizer, valley(square), 30, 4);
    const rollout = network.rollout(weights, 2);
    const proposals = [rollout.propose()];
    for (let i = 1; i < 4; i++) {
      rollout.skip!();
      proposals.push(rollout.propose());
    }
    for (const { x, value } of trials.slice(0, -4)) {
      rollout.observe(x as Vector, value!);
      proposals.push(rollout.propose());
    }
    const inOrder = trials.toSorted((a, b) => a.id - b.id);
    expect(points(inOrder)).toEqual(proposals.map(String));
    expect(points((await made(optimizer, valley(square), 30, 4)).trials)).toEqual(points(trials));
  });

  it('proposes anew to every worker that is free, whoever asks how often', () => {
    const rng = stream('test');
    const search = frozen(network, { weights }).start({
      space: square,
      x0: Float64Array.of(0.5, 0.5),
      budget: 20,
      workers: 10,
      rng,
    });
    const asked = Array.from({ length: 10 }, (_, id) => search.ask(id) as Vector);
    for (const id of [7, 2]) void search.tell({ id, x: asked[id]!, value: id });
    asked.push(search.ask(10) as Vector, search.ask(11) as Vector);
    expect(new Set(asked.map(String)).size).toBe(12);
  });

  it('that cannot skip is refused', async () => {
    const { rule } = noting({
      parallel: true,
      rollout: () => ({ propose: () => Float64Array.of(0, 0), observe() {}, fork: () => expect.fail() }),
    });
    const { outcome } = await made(frozen(rule, {}), valley(square), 5);
    expect(outcome).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/needs rollouts that can skip/) });
  });
});

describe('a rule for one worker', () => {
  it('is told guesses on forks only, when there are several', async () => {
    const { rule, notes } = noting();
    const { trials } = await made(frozen(rule, { extrapolate: true }), valley(square), 20, 3);
    expect(notes.told.filter(({ episode }) => episode === 0).map(({ value }) => value)).toEqual(
      trials.map(({ value }) => value),
    );
    expect(notes.skips).toBe(0);
    expect(notes.forks).toBe(19);
  });
});

describe('an episode', () => {
  it('ends at the horizon; what comes back of it later is not told to the next one', async () => {
    for (const workers of [1, 4]) {
      const { rule, notes } = noting({ parallel: true });
      const { trials } = await made(frozen(rule, { horizon: 10 }), valley(square), 40, workers);
      expect(trials.length).toBe(40);
      expect(notes.episodes).toBe(workers === 1 ? 5 : 4);
      const counts = Array.from({ length: 3 }, (_, e) => notes.told.filter(({ episode }) => episode === e).length);
      // The result that ends an episode is told to nobody.
      expect(counts).toEqual([9, 9, 9]);
    }
  });

  it('goes on beyond the horizon where the weights extrapolate: the rule itself, but for a point twice', async () => {
    const functions = gp({ split: 'validation', dim: 2, kernels: ['rbf'], lengthScale: [0.3, 0.3], features: 64 });
    const grown = scout.weights(2, stream('test', 'scout'));
    for (const [rule, theta] of [
      [network, weights],
      [scout, grown],
    ] as const) {
      const optimizer = frozen(rule, { weights: theta, horizon: 10, extrapolate: true });
      for (let i = 0; i < 3; i++) {
        const { trials } = await made(optimizer, functions.sample(['episodes', i]), 60);
        const rollout = rule.rollout(theta, 2);
        const seen = new Set<string>();
        for (const { x, value } of trials) {
          const proposal = String(rollout.propose());
          // The scout may come back to a corner of the cube; a network never does.
          if (rule === network) expect(seen).not.toContain(proposal);
          if (seen.has(proposal)) expect(seen).not.toContain(String(x));
          else expect(String(x)).toBe(proposal);
          seen.add(String(x));
          rollout.observe(x as Vector, value!);
        }
      }
    }
  });

  it('goes on or ends as the weights file says', () => {
    const folder = mkdtempSync(join(tmpdir(), 'episodes-'));
    const path = join(folder, 'network.safetensors');
    const known = { rule: 'network', dim: 2 } as const;
    for (const beyond of [{}, { patience: 8 }, { extrapolate: true }]) {
      saveWeights(path, { ...known, horizon: 50, weights, ...beyond });
      expect(loadWeights(path, { ...known, shapes: weights })).toEqual({ weights, horizon: 50, ...beyond });
    }
    rmSync(folder, { recursive: true });
  });
});

describe('on a mixed space', () => {
  const mixed = space({
    rate: real(1e-4, 1, 'log'),
    depth: integer(1, 4),
    width: integer(8, 512, 'log'),
    kernel: choice('a', 'b', 'c'),
  }) as Space;
  const steps = formula({
    id: 'steps',
    space: mixed as Space<Readonly<Record<string, unknown>>>,
    source: 'test',
    value: (p) => Number(p['depth']) + Math.log(Number(p['width'])) + (p['kernel'] === 'b' ? 0 : 1),
  }) as Problem;

  it.each([1, 4])('a rule sees the canonical x of what was evaluated, with %i workers', async (workers) => {
    const { rule, notes } = noting({ parallel: true });
    const { trials, outcome } = await made(frozen(rule, { extrapolate: true }, 4), steps, 30, workers);
    expect(outcome).toEqual({ kind: 'finished' });
    trials.forEach(({ x }, i) => {
      expect(notes.told[i]!.x).toEqual([...mixed.snap(x as Vector)]);
    });
    // Four depths, three kernels: the middles of their cells.
    expect(new Set(notes.told.map(({ x }) => x[1]))).toEqual(new Set([0.125, 0.375, 0.625, 0.875]));
    expect([...new Set(notes.told.map(({ x }) => x[3]!.toFixed(4)))].sort()).toEqual(['0.1667', '0.5000', '0.8333']);
  });

  it('no point is evaluated twice while there are others', async () => {
    const small = space({ depth: integer(1, 5), kernel: choice('a', 'b', 'c') }) as Space;
    const values = formula({
      id: 'small',
      space: small as Space<Readonly<Record<string, unknown>>>,
      source: 'test',
      value: (p) => Number(p['depth']) + (p['kernel'] === 'b' ? 0 : 1),
    }) as Problem;
    for (const workers of [1, 3]) {
      const { trials } = await made(frozen(network, { weights, extrapolate: true }), values, 12, workers);
      expect(new Set(trials.map(({ x }) => JSON.stringify(small.decode(x as Vector)))).size).toBe(12);
    }
  });
});
