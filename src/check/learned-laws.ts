/** What every update rule with weights keeps; with its weights frozen it is an optimizer and keeps the laws of those too. */

import { type Rng, stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import { type Loss, lossNames, meanLoss } from '../meta/losses.ts';
import { readSafetensors, writeSafetensors } from '../meta/safetensors.ts';
import { parallel, type Schedule, sequential } from '../meta/schedule.ts';
import { unroll } from '../meta/unroll.ts';
import { sizeOf } from '../problem.ts';
import { loadTf } from '../tensor/engine.ts';
import { fusedEngine } from '../tensor/fused.ts';
import { referenceSlope } from '../tensor/reference.ts';
import type { Objective, Slope } from '../tensor/tape.ts';
import { type Evidence, firstEvidence, type Law } from './law.ts';
import { cutOff, exerciseBatch, followed, type Pupil } from './learned-exercises.ts';
import { differenceAlong } from './plain-tape.ts';
import { show, unfitName } from './wording.ts';

const ROWS = 3;
const SHORT = 5;
/** What gradients are examined of. */
const LOSSES: readonly Loss[] = [...lossNames, { sum: 0.3, best: 0.7 }, { regret: 1, violation: 0.2 }];
/** Longer than any rule is trained for. */
const LONG = 200;

/** The laws of learned optimizers. */
export const learnedLaws: readonly Law<Pupil>[] = [
  {
    name: 'the name is fit for a file name',
    test: ({ rule }) => unfitName(rule.name),
  },
  {
    name: 'fresh weights are finite numbers, the same from the same stream',
    test({ rule, dim }) {
      const [one, other] = [rule.weights(dim, stream('check')), rule.weights(dim, stream('check'))];
      for (const [name, { shape, data }] of Object.entries(one)) {
        if (sizeOf({ shape }) !== data.length) return `${name} is no [${shape}]`;
        if (!data.every(Number.isFinite)) return `${name} holds what is no finite number`;
        if (String(other[name]?.data) !== String(data)) return `${name} is another at the second time`;
      }
      return undefined;
    },
  },
  {
    name: 'weights come back from a file as they were',
    test({ weights }) {
      const { tensors } = readSafetensors(writeSafetensors({ tensors: weights, metadata: {} }), 'check');
      const lost = Object.entries(weights).find(
        ([name, { shape, data }]) =>
          String(tensors[name]?.shape) !== String(shape) || String(tensors[name]?.data) !== String(data),
      );
      return lost && `${lost[0]} is another`;
    },
  },
  {
    name: 'a batched step equals a frozen step',
    test: (pupil) =>
      firstEvidence(schedules(pupil, 20), (schedule) => unlike(pupil, schedule) ?? unlike(pupil, schedule, true)),
  },
  {
    name: 'the rows of a batch know nothing of each other',
    test({ rule, dim, weights }) {
      const points = (size: number) =>
        fusedEngine().evaluate(weights, (tape, theta) =>
          followed(tape, theta, rule, exerciseBatch(dim, size), sequential(SHORT)).map((step) => step.points[0]!),
        );
      const [alone, beside] = [points(1), points(ROWS)];
      const t = alone.findIndex((x, i) => furthest(x, beside[i]!) > 1e-5);
      return t < 0 ? undefined : `step ${t}: ${show(alone[t]!)} alone, ${show(beside[t]!)} in a batch`;
    },
  },
  {
    name: 'it never proposes outside the unit cube, far beyond its horizon too',
    test: (pupil) => {
      const values = stream('check', 'values');
      return outsideCube(pupil, LONG, () => values.normal());
    },
  },
  {
    name: 'it survives failed evaluations, constant and huge values',
    test: (pupil) =>
      firstEvidence(
        [() => Number.POSITIVE_INFINITY, () => 7, (t: number) => (t % 3 === 0 ? Number.POSITIVE_INFINITY : t), huge],
        (value) => outsideCube(pupil, 40, value),
      ),
  },
  {
    name: 'a fork goes on by itself',
    test({ rule, dim, weights }) {
      const [lone, forked] = [rule.rollout(weights, dim), rule.rollout(weights, dim)];
      const values = stream('check', 'fork');
      for (let t = 0; t < SHORT; t++) {
        const fork = forked.fork();
        fork.observe(fork.propose(), -100);
        fork.propose().fill(0.5);
        const value = values.normal();
        lone.observe(lone.propose(), value);
        forked.observe(forked.propose(), value);
        if (furthest(lone.propose(), forked.propose()) > 0) return `step ${t + 1} is another after a fork`;
      }
      return undefined;
    },
  },
  {
    name: 'its gradient is that of the reference engine',
    async test(pupil) {
      await loadTf();
      return onEachLoss(pupil, (objective, { gradient }) => {
        const twin = referenceSlope(pupil.weights, objective).gradient;
        const whole = norm(Object.values(twin));
        for (const [name, slope] of Object.entries(gradient)) {
          const apart = norm([slope.map((g, i) => g - twin[name]![i]!)]);
          // Operations agree to 1e-4; normalisation magnifies their rounding where values lie close together.
          if (!(apart < 1e-3 * whole)) return `${name}: ${apart / whole} of the gradient's norm apart`;
        }
        return undefined;
      });
    },
  },
  {
    name: 'its gradient is that of finite differences',
    test: (pupil) =>
      onEachLoss(pupil, (objective, { gradient }, rng) => {
        const whole = norm(Object.values(gradient));
        for (const [name, slope] of Object.entries(gradient)) {
          for (const along of [slope, slope.map(() => rng.normal())]) {
            const length = norm([along]);
            if (length === 0) continue;
            const direction = Float64Array.from(along, (u) => u / length);
            const expected = differenceAlong(pupil.weights, { [name]: direction }, objective, 1e-5);
            const found = direction.reduce((sum, u, i) => sum + u * slope[i]!, 0);
            const scale = Math.max(norm([slope]), 1e-3 * whole) / (along === slope ? 1 : Math.sqrt(slope.length));
            if (!(Math.abs(found - expected) < 1e-3 * scale)) {
              return `${name}: ${found} along ${along === slope ? 'itself' : 'a random direction'}, by differences ${expected}`;
            }
          }
        }
        return undefined;
      }),
  },
  {
    name: 'its gradient flows through the values that it is told',
    test({ rule, dim, weights }) {
      const batch = exerciseBatch(dim, ROWS);
      const [whole, cut] = [batch, cutOff(batch)].map((functions) =>
        fusedEngine().slope(weights, (tape, theta) =>
          meanLoss(tape, 'sum', unroll(tape, rule, theta, functions, sequential(SHORT)), functions),
        ),
      ) as [Slope, Slope];
      const apart = norm(
        Object.entries(whole.gradient).map(([name, g]) => g.map((v, i) => v - cut.gradient[name]![i]!)),
      );
      if (whole.loss !== cut.loss) return 'the loss itself changes where the values seen are cut off';
      return apart > 1e-6 * norm(Object.values(whole.gradient)) ? undefined : 'it is the same where they are cut off';
    },
  },
];

const huge = (t: number): number => [1e30, -1e30, 0][t % 3]!;

/** One worker after another; and several, where the rule can propose without a result. */
function schedules({ rule, dim, weights }: Pupil, horizon: number): Schedule[] {
  const together = [1, 4].map((workers) => parallel(horizon, workers, 0.8, stream('check', 'workers', workers)));
  return [sequential(horizon), ...(rule.rollout(weights, dim).skip ? together : [])];
}

/** Where a batch's steps and a rollout's differ. Each goes on from the batch's point, so that rounding does not spread. */
function unlike({ rule, dim, weights }: Pupil, schedule: Schedule, constrained = false): Evidence {
  const steps = fusedEngine().evaluate(weights, (tape, theta) =>
    followed(tape, theta, rule, exerciseBatch(dim, ROWS, { constrained }), schedule),
  );
  for (let b = 0; b < ROWS; b++) {
    const rollout = rule.rollout(weights, dim);
    for (const [t, from] of schedule.told.entries()) {
      if (from !== undefined) {
        const { points, values, violations } = steps[from]!;
        rollout.observe(points[b]!, values[b]!, violations[b]!);
      } else if (t > 0) rollout.skip!();
      const [batched, frozen] = [steps[t]!.points[b]!, rollout.propose()];
      if (!(furthest(batched, frozen) < 1e-4)) return `step ${t}: ${show(batched)} batched, ${show(frozen)} frozen`;
    }
  }
  return undefined;
}

/** A proposal that is no point of the cube, where `value` says what comes back. */
function outsideCube({ rule, dim, weights }: Pupil, horizon: number, value: (t: number) => number): Evidence {
  const rollout = rule.rollout(weights, dim);
  for (let t = 0; t < horizon; t++) {
    const x = rollout.propose();
    if (x.length !== dim || !x.every((v) => v >= 0 && v <= 1)) return `step ${t}: ${show(x)}`;
    rollout.observe(x.slice(), value(t));
  }
  return undefined;
}

/** What speaks against a gradient, loss by loss. */
async function onEachLoss(
  { rule, dim, weights }: Pupil,
  test: (objective: Objective, slope: Slope, rng: Rng) => Evidence,
): Promise<Evidence> {
  return firstEvidence(LOSSES, (loss) => {
    const constrained = loss === 'violation' || (typeof loss === 'object' && 'violation' in loss);
    const batch = exerciseBatch(dim, ROWS, { constrained });
    const objective: Objective = (tape, theta) =>
      meanLoss(tape, loss, unroll(tape, rule, theta, batch, sequential(SHORT)), batch);
    const evidence = test(objective, fusedEngine().slope(weights, objective), stream('check', JSON.stringify(loss)));
    return evidence && `loss ${JSON.stringify(loss)}: ${evidence}`;
  });
}

function norm(parts: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const part of parts) for (let i = 0; i < part.length; i++) sum += part[i]! ** 2;
  return Math.sqrt(sum);
}

/** The largest difference of two points' coordinates; infinite where one is missing. */
function furthest(a: Vector, b: Vector): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, v, k) => Math.max(most, Math.abs(v - b[k]!)), 0);
}
