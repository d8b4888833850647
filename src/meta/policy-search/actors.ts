/** Who takes the steps of trajectories: momentum, a policy in training, controllers; and the noise by which they explore. */
import { blocksOf, type Carried, kept, type LearnedDescent, restored } from '../../learned-descent.ts';
import { type Label, type Rng, stream } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import type { FusedEngine } from '../../tensor/fused.ts';
import type { Weights } from '../../tensor/weights.ts';
import type { OpenProblem } from '../descent/problems.ts';
import { factored, type LinearGaussian } from './linear-gaussian.ts';
import type { LocalModel } from './local-model.ts';
import { type Actor, rollOut, stateOf } from './rollouts.ts';

/** Gradient descent with momentum: a_t = beta a_{t-1} - rate grad f(x_t). */
export function momentum(rate: number, beta: number): Actor {
  return ({ g, a }, t) => g[t]!.map((slope, i) => (t === 0 ? 0 : beta * a[t - 1]![i]!) - rate * slope);
}

const RATES = [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10];
const BETAS = [0, 0.5, 0.9, 0.99];

/** Momentum with the settings that are best on this very function, by the sum of its values. */
export function tunedMomentum(problem: OpenProblem, steps: number): Actor {
  let best = { sum: Number.POSITIVE_INFINITY, actor: momentum(RATES[0]!, 0) };
  for (const rate of RATES) {
    for (const beta of BETAS) {
      const actor = momentum(rate, beta);
      const sum = rollOut(problem, 1, steps, actor).f.reduce((total, [value]) => total + value!, 0);
      if (sum < best.sum) best = { sum, actor };
    }
  }
  return best.actor;
}

/** A rule with the weights that it has now. */
export function policy(
  engine: FusedEngine,
  rule: LearnedDescent,
  weights: Weights,
  steps: number,
  address: readonly Label[],
): Actor {
  const { tape: learned, name } = rule;
  if (learned === undefined)
    throw new Error(`${name}: is not written over a tape; guided policy search needs it to be`);
  let state: Carried | undefined;
  return ({ problem, rows, dim, x, f, g }, t) =>
    engine.evaluate(weights, (tape, theta) => {
      const at = tape.constant(x[t]!, rows, dim);
      const blocks = blocksOf(problem.problem.blocks, dim);
      const rng = stream('begin', ...address);
      const before = state ? restored(tape, state) : learned.begin(tape, theta, { x: at, blocks, steps, rng });
      const value = tape.constant(f[t]!, rows, 1);
      const gradient = tape.constant(g[t]!, rows, dim);
      const after = learned.step(tape, theta, before, { x: at, value, gradient, step: t, blocks });
      state = kept(tape, after.state);
      return Float64Array.from(tape.numbers(after.step));
    });
}

/** Controllers around a model's trajectory, with the noise that they have. */
export function controlled(
  { states, actions }: Pick<LocalModel, 'states' | 'actions'>,
  controllers: readonly LinearGaussian[],
  history: number,
  rng: Rng,
): Actor {
  return (seen, t) => {
    const { rows, dim: n } = seen;
    const steps = new Float64Array(rows * n);
    const L = factored(controllers[t]!.C, 'the covariance of a controller').data;
    for (let r = 0; r < rows; r++) {
      const aim = aimed(stateOf(seen, t, r, history), states[t]!, actions[t]!, controllers[t]!);
      const e = aim.map(() => rng.normal());
      for (let i = 0; i < n; i++) {
        let step = aim[i]!;
        for (let j = 0; j <= i; j++) step += L[i * n + j]! * e[j]!;
        steps[r * n + i] = step;
      }
    }
    return steps;
  };
}

/** The mean step of a controller in a state: it is told in deviations from a mean state and a mean step. */
export function aimed(state: Vector, centre: Vector, step: Vector, { K, k }: LinearGaussian): Vector {
  return step.map((v, i) => {
    let sum = v + k.data[i]!;
    for (let j = 0; j < state.length; j++) sum += K.data[i * K.cols + j]! * (state[j]! - centre[j]!);
    return sum;
  });
}

/** Anyone's steps with normal noise, so large a share of the steps' size at that time; each trajectory has its own. */
export function exploring(actor: Actor, share: number, rng: Rng): Actor {
  return (seen, t) => {
    const steps = actor(seen, t);
    const size = Math.sqrt(steps.reduce((sum, v) => sum + v * v, 0) / steps.length);
    return steps.map((v) => v + (share * size + LEAST) * rng.normal());
  };
}

const LEAST = 1e-6;
