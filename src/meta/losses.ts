/**
 * What meta-training minimises: how good a whole trajectory f(x_1), ..., f(x_T) was. Each is a mean over the T steps, so
 * that rates need no change when the horizon grows. Chen et al. (2017), section 2.2; TV et al. (2019), section 3.
 *
 *   sum           mean_t f(x_t)                                       Chen, equation 3
 *   improvement   mean_t min(f(x_t) - min_{i<t} f(x_i), 0)            Chen, equation 5, observed improvement
 *   best          mean_t min_{i<=t} f(x_i)                            best so far, the area under the regret curve
 *   regret        mean_t w_t min_{i<=t} f(x_i),  w_t ~ 0.98^-t        TV, discounted regret: late steps count more
 *   violation     mean_t p_t                                          TV, how far constraints are violated; in a mix: 0.2 of it
 *   expected      -mean_t EI(x_t | y_1, ..., y_{t-1})                 Chen, equation 4: see expected-improvement.ts
 *
 * Under constraints an infeasible step counts as the feasible one before it, y_t := y_{t-1} (TV); those before the first
 * feasible step count as 0.
 * Deviation: equation 5 has no incumbent at t = 1; its first term is f(x_1). The sum then telescopes to the final best.
 * Deviation: TV's regret is max(y_opt - y, 0) of a maximiser; the optimum, which need not be known, only adds a constant.
 */

import type { Batch, Prior } from '../family.ts';
import type { Node, Numbers, Tape } from '../tensor/tape.ts';
import { expectedImprovementLoss } from './expected-improvement.ts';
import type { Trajectories } from './unroll.ts';

/** The losses that follow from the values alone. */
export const valueLossNames = ['sum', 'improvement', 'best', 'regret'] as const;
/** One of them. */
export type ValueLossName = (typeof valueLossNames)[number];
/** All losses. */
export const lossNames = [...valueLossNames, 'violation', 'expected'] as const;
/** The name of a loss. */
export type LossName = (typeof lossNames)[number];

/** The discount of the regret loss. */
const GAMMA = 0.98;

/** A trajectory's loss from its values, and its slope in every value, written to `slope`; steps before `first` count as 0. */
export function trajectoryLoss(name: ValueLossName, values: ArrayLike<number>, slope: Float64Array, first = 0): number {
  const T = values.length;
  const scale = name === 'regret' ? T / totalWeight(T) : 1;
  let best = first;
  let loss = 0;
  slope.fill(0);
  for (let t = first; t < T; t++) {
    const better = values[t]! < values[best]!;
    if (name === 'sum' || (name === 'improvement' && t === first)) {
      loss += values[t]! / T;
      slope[t]! += 1 / T;
    } else if (name === 'improvement' && better) {
      loss += (values[t]! - values[best]!) / T;
      slope[t]! += 1 / T;
      slope[best]! -= 1 / T;
    }
    if (better) best = t;
    if (name === 'best' || name === 'regret') {
      const weight = name === 'best' ? 1 / T : (scale * GAMMA ** -(t + 1)) / T;
      loss += weight * values[best]!;
      slope[best]! += weight;
    }
  }
  return loss;
}

/** sum_t GAMMA^-t, t = 1..T. */
function totalWeight(T: number): number {
  let sum = 0;
  for (let t = 1; t <= T; t++) sum += GAMMA ** -t;
  return sum;
}

/** What a phase minimises: one loss, or several with their weights. */
export type Loss = LossName | Readonly<Partial<Record<LossName, number>>>;

/** The mean loss of a batch's trajectories, 1 x 1. */
export function meanLoss(
  tape: Tape,
  loss: Loss,
  { points, values, violations }: Omit<Trajectories, 'auxiliary'>,
  batch: Batch,
): Node {
  const terms = Object.entries(typeof loss === 'string' ? { [loss]: 1 } : loss) as [LossName, number][];
  const [T, B, dim] = [values.length, batch.size, batch.space.dim];
  const priors = terms.some(([name]) => name === 'expected') ? (batch.priors ?? noPrior()) : [];
  const slopes = new Float64Array(T * B); // of the loss in values[t][b]
  const noneViolated = terms.some(([name]) => name === 'violation') && violations.length === 0;
  if (noneViolated) throw new Error("losses: 'violation' asks for constraints; this family has none");
  const penalty = terms.reduce((sum, [name, weight]) => sum + (name === 'violation' ? weight : 0), 0) / (T * B);
  const pointSlopes = new Float64Array(priors.length > 0 ? T * B * dim : 0);
  return tape.loops({
    inputs: [...values, ...points, ...violations],
    rows: 1,
    cols: 1,
    forward(out, ...numbers) {
      const [column, slope] = [new Float64Array(T), new Float64Array(T)];
      const penalties = numbers.slice(2 * T);
      for (let b = 0; b < B; b++) {
        const counting = countingSteps(penalties, b, T);
        const first = counting.findIndex((step) => step >= 0);
        for (let t = 0; t < T; t++) column[t] = counting[t]! < 0 ? 0 : numbers[counting[t]!]![b]!;
        for (const [name, weight] of terms) {
          if (name === 'violation') {
            for (let t = 0; t < T; t++) out[0]! += penalty * penalties[t]![b]!;
          } else if (first < 0) {
            // Nothing feasible, nothing to judge.
          } else if (name === 'expected') {
            const { loss: value, dX, dy } = expected(numbers, column, b, dim, priors[b]!);
            out[0]! += (weight * value) / B;
            for (let t = 0; t < T; t++) {
              slopes[t * B + b]! += (weight * dy[t]!) / B;
              for (let k = 0; k < dim; k++) {
                pointSlopes[(t * B + b) * dim + k]! += (weight * dX[t * dim + k]!) / B;
              }
            }
          } else {
            out[0]! += (weight * trajectoryLoss(name, column, slope, first)) / B;
            for (let t = first; t < T; t++) slopes[counting[t]! * B + b]! += (weight * slope[t]!) / B;
          }
        }
      }
    },
    backward(d, ...gradients) {
      const scale = d[0]!;
      for (let t = 0; t < T; t++) {
        const [dValues, dPoints, dViolations] = [gradients[t], gradients[T + t], gradients[2 * T + t]];
        if (dViolations && penalty > 0) for (let b = 0; b < B; b++) dViolations[b]! += scale * penalty;
        if (dValues) for (let b = 0; b < B; b++) dValues[b]! += scale * slopes[t * B + b]!;
        if (dPoints && pointSlopes.length > 0) {
          for (let i = 0; i < B * dim; i++) dPoints[i]! += scale * pointSlopes[t * B * dim + i]!;
        }
      }
    },
  });
}

/** The mean over all numbers of (unit (x - goal))^2, 1 x 1; nothing is learned through the goal. */
export function squaredMiss(tape: Tape, x: Node, goal: ArrayLike<number>, unit = 1): Node {
  const scale = unit ** 2 / goal.length;
  const apart = new Float64Array(goal.length);
  return tape.loops({
    inputs: [x],
    rows: 1,
    cols: 1,
    forward(out, given) {
      for (let i = 0; i < apart.length; i++) {
        apart[i] = given![i]! - goal[i]!;
        out[0]! += scale * apart[i]! * apart[i]!;
      }
    },
    backward([d], dx) {
      if (dx) for (let i = 0; i < apart.length; i++) dx[i]! += d! * 2 * scale * apart[i]!;
    },
  });
}

/** A loss with the mean of a rule's own losses, each 1 x 1, added to it. */
export function withAuxiliary(tape: Tape, loss: Node, auxiliary: readonly Node[]): Node {
  if (auxiliary.length === 0) return loss;
  const weight = 1 / auxiliary.length;
  return tape.loops({
    inputs: [loss, ...auxiliary],
    rows: 1,
    cols: 1,
    forward(out, [value], ...own) {
      out[0] = own.reduce((sum, [term]) => sum + weight * term!, value!);
    },
    backward([d], dLoss, ...dOwn) {
      if (dLoss) dLoss[0]! += d!;
      for (const slope of dOwn) if (slope) slope[0]! += weight * d!;
    },
  });
}

/** For every step of row b the one whose value counts: itself, or the last feasible one; -1 before there is any. */
function countingSteps(violations: readonly Numbers[], b: number, T: number): Int32Array {
  const steps = new Int32Array(T);
  let last = -1;
  for (let t = 0; t < T; t++) {
    if (violations.length === 0 || violations[t]![b]! === 0) last = t;
    steps[t] = last;
  }
  return steps;
}

/** The loss of expected improvement of row b, whose points lie in numbers[T], ..., numbers[2 T - 1]. */
function expected(numbers: readonly Numbers[], y: Float64Array, b: number, dim: number, prior: Prior) {
  const T = y.length;
  const X = new Float64Array(T * dim);
  for (let t = 0; t < T; t++) for (let k = 0; k < dim; k++) X[t * dim + k] = numbers[T + t]![b * dim + k]!;
  return expectedImprovementLoss(X, y, prior);
}

function noPrior(): never {
  throw new Error("losses: 'expected' asks for the prior that a function was drawn from; this family has none");
}
