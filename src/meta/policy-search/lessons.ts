/**
 * One iteration of guided policy search on one function: trajectories are sampled, controllers better than what made them are
 * found around them, and what the controllers do is what the policy is to learn.
 */
import type { Rng } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import type { OpenProblem } from '../descent/problems.ts';
import { aimed, controlled, exploring } from './actors.ts';
import { fitLocalModel } from './local-model.ts';
import { type Actor, type Rollouts, rollOut, stateOf } from './rollouts.ts';
import { withinTrust } from './trust-region.ts';

/** How an iteration is made. */
export interface Guidance {
  /** Trajectories on every function. */
  readonly trajectories: number;
  readonly steps: number;
  /** Gaussians in the mixture. */
  readonly mixture: number;
  /** How much of the past the controllers' states hold. */
  readonly history: number;
  /** The trust region: KL divergence a step. */
  readonly divergence: number;
  /** The noise of the sampled trajectories, as a share of their steps. */
  readonly exploration: number;
}

/** Trajectories, and the steps that the controllers would take along them. */
export interface Lesson {
  readonly rollouts: Rollouts;
  /** R x n at t = 0, ..., T - 1 */
  readonly targets: readonly Vector[];
  /** n x n, row by row, at t: how much it matters. */
  readonly precisions: readonly Vector[];
}

/** What one function teaches: nothing where no controllers better than the samples were found. */
export interface Taught {
  readonly lessons: readonly Lesson[];
  /** The mean value over the sampled trajectories, and over those that the controllers lead. */
  readonly before: number;
  readonly after: number;
}

/** A trust region in which nothing better was found is made ten times smaller, so many times. */
const RETREATS = 3;

/** An iteration on one function, from what an actor does there. */
export function teach(problem: OpenProblem, actor: Actor, guidance: Guidance, rng: Rng): Taught {
  const { trajectories, steps, history, exploration } = guidance;
  const samples = rollOut(problem, trajectories, steps, exploring(actor, exploration, rng.split('samples')));
  const before = meanValue(samples);
  const model = fitLocalModel(samples, guidance);
  let eta = 1;
  for (let retreat = 0; retreat < RETREATS; retreat++) {
    const most = (guidance.divergence * steps) / 10 ** retreat;
    const found = withinTrust(model, most, eta);
    if (found === undefined) continue;
    const { controllers } = found;
    eta = found.eta;
    const led = rollOut(
      problem,
      trajectories,
      steps,
      controlled(model, controllers, history, rng.split('led', retreat)),
    );
    const after = meanValue(led);
    if (!(after < before)) continue;
    const lesson = (rollouts: Rollouts): Lesson => ({
      rollouts,
      targets: controllers.map((controller, t) => {
        const targets = new Float64Array(trajectories * problem.dim);
        for (let r = 0; r < trajectories; r++) {
          const state = stateOf(rollouts, t, r, history);
          targets.set(aimed(state, model.states[t]!, model.actions[t]!, controller), r * problem.dim);
        }
        return targets;
      }),
      precisions: controllers.map(({ P }) => P.data),
    });
    return { lessons: [lesson(samples), lesson(led)], before, after };
  }
  return { lessons: [], before, after: before };
}

/** The mean value over trajectories. */
export function meanValue({ f }: Rollouts): number {
  return f.reduce((sum, values) => sum + values.reduce((total, v) => total + v, 0) / values.length, 0) / f.length;
}
