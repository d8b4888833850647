/** Lessons: the loss and its gradient, who goes where, and a network with the paper's inputs that learns from one that sees more. */
import { stream } from 'optbench';
import { differenceAlong } from 'optbench/check';
import {
  fusedEngine,
  type Lesson,
  loadTf,
  metaTrain,
  objective,
  type Recipe,
  referenceSlope,
  sequential,
  type TrainingState,
  type Weights,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import gp, { type FamilySettings } from '../../suites/gp/family.ts';

beforeAll(async () => {
  await loadTf();
});

const [DIM, T, B] = [2, 4, 4];
const pupil = rnn({
  name: 'pupil',
  controller: lstm(8),
  inputs: 'paper',
  normalise: 'published',
  parallel: false,
  recall: true,
});
const master = rnn({
  name: 'master',
  controller: lstm(8),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: false,
});
const mastery = master.weights(DIM, stream('master'));
const teacher = { rule: master, weights: () => mastery };
const fresh = pupil.weights(DIM, stream('pupil'));
const settings = { dim: DIM, kernels: ['rbf'], lengthScale: [0.5, 1], features: 16 } as const;
const family = gp({ ...settings, split: 'train' });

/** Weights that read something off the network. */
const recalling: Weights = {
  ...fresh,
  R: { ...fresh['R']!, data: fresh['R']!.data.map((_, i) => 0.1 * Math.sin(i)) },
};

const lesson = (own: number): Lesson => ({ teacher, imitation: { own } });
const lossOf = (own: number, rows = { from: 0, to: B }) =>
  objective(pupil, family, { address: ['lesson'], schedule: sequential(T), loss: lesson(own) }, rows);

describe('the loss of a lesson', () => {
  const engine = fusedEngine();

  it('where the teacher leads has the gradient that differences measure, weight by weight', () => {
    const { gradient } = engine.slope(recalling, lossOf(0));
    const norm = Math.hypot(...Object.values(gradient).map((slope) => Math.hypot(...slope)));
    for (const [name, slope] of Object.entries(gradient)) {
      slope.forEach((g, i) => {
        const direction = new Float64Array(slope.length);
        direction[i] = 1;
        const difference = differenceAlong(recalling, { [name]: direction }, lossOf(0), 1e-5);
        expect(Math.abs(g - difference) / norm, `${name}[${i}]`).toBeLessThan(1e-4);
      });
    }
  });

  it.each([0, 0.5, 1])('equals that of the reference engine, to 1e-4, with a share of %f on its own', (own) => {
    const [ours, theirs] = [engine.slope(recalling, lossOf(own)), referenceSlope(recalling, lossOf(own))];
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    for (const [name, slope] of Object.entries(theirs.gradient)) {
      const norm = Math.hypot(...slope);
      const apart = Math.hypot(...slope.map((g, i) => g - ours.gradient[name]![i]!));
      expect(apart, name).toBeLessThan(1e-4 * norm + 1e-7);
    }
  });

  it('of the first rows is that of their own way, of the others that of the teacher’s', () => {
    const half = { from: 0, to: B / 2 };
    const rest = { from: B / 2, to: B };
    const lossIn = (own: number, rows: typeof half): number => engine.slope(recalling, lossOf(own, rows)).loss;
    expect(engine.slope(recalling, lossOf(0.5)).loss).toBeCloseTo((lossIn(1, half) + lossIn(0, rest)) / 2, 6);
    expect(lossIn(1, half)).not.toBeCloseTo(lossIn(0, half), 3);
  });

  it('of the teacher’s own weights is nothing', () => {
    const itself = objective(
      master,
      family,
      { address: ['lesson'], schedule: sequential(T), loss: lesson(0.5) },
      { from: 0, to: B },
    );
    const { loss, gradient } = engine.slope(mastery, itself);
    expect(loss).toBe(0);
    for (const slope of Object.values(gradient)) expect(slope.every((g) => g === 0)).toBe(true);
  });
});

describe('training by lessons', () => {
  const recipe: Recipe = {
    name: 'pupil-d2',
    seed: 1,
    dim: DIM,
    suite: 'gp',
    clip: 1,
    phases: [
      {
        iterations: 120,
        horizon: 6,
        loss: { imitation: { own: 0.5 } },
        batch: 32,
        rate: [1e-2, 3e-3],
        family: settings,
      },
    ],
    validation: { family: settings, problems: 64, at: [6], every: 20 },
  };
  const familyOf = (given: unknown) => gp(given as FamilySettings);

  it('brings a network nearer its teacher: the loss halves', async () => {
    let curve: TrainingState['curve'] = [];
    for await (const state of metaTrain(pupil, recipe, familyOf, { teacher })) curve = state.curve;
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss! / 2);
  });

  it('without a teacher is refused before it begins', () => {
    expect(() => metaTrain(pupil, recipe, familyOf)).toThrow(/asks for imitation.*names no teacher/);
  });
});
