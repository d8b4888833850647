/**
 * How a gradient method is trained, as data. An iteration is one unroll and one step of Adam; unrolls make up episodes, from
 * fresh problems and a fresh state to where they end. Between the unrolls of an episode everything is carried over but
 * the gradient (truncated backpropagation through time).
 */

import type { LearnedDescent } from '../../learned-descent.ts';
import { type Rng, stream } from '../../math/random.ts';
import type { Evolution } from '../evolution.ts';
import type { FamilySettings } from '../recipe.ts';

/** A count: fixed; or drawn anew, least + round(Exp(mean)), a heavy tail; or log-uniform between two. */
export type Count =
  | number
  | { readonly least: number; readonly mean: number }
  | { readonly from: number; readonly to: number };

/** What an unroll minimises, from the values f_0, ..., f_K at its K + 1 points; F_0 is the value where the episode began. */
export const descentLossNames = ['sum', 'last', 'log', 'relative', 'bounded'] as const;
/**
 * sum: mean_t f_t. last: f_K. log: mean_t log(f_t / (F_0 + 1e-6) + 1e-6), for f >= 0. relative: mean_t f_t / |F_0|. bounded: the
 * same, no term above 1.5 (Metz et al. 2022 clip losses at 1.5 log C; a classifier of C classes begins at about log C).
 */
export type DescentLoss = (typeof descentLossNames)[number];

/** Problems under x = c z, z what the rule moves, c log-uniform: one for all, one a tensor, or one a coordinate. */
export interface Rescaling {
  readonly level: 'all' | 'tensor' | 'coordinate';
  readonly range: readonly [number, number];
}

/** A share of the episodes follows Adam at this rate, and the rule learns to step as it does. Chen et al. (2020). */
export interface Imitation {
  readonly share: number;
  readonly rate: number;
}

/** A stretch of training under constant conditions. */
export interface DescentPhase {
  /** Unrolls, each with a step of Adam at its end. */
  readonly iterations: number;
  /** Unrolls in an episode. */
  readonly unrolls: Count;
  /** Steps in an unroll. */
  readonly length: Count;
  /** Problems side by side. */
  readonly batch: number;
  readonly loss: DescentLoss;
  /** Adam's rate, from the first iteration to the last; it falls along half a cosine. */
  readonly rate: readonly [number, number];
  /** One family, or several that take turns, episode by episode. */
  readonly family: FamilySettings | readonly FamilySettings[];
  readonly rescale?: Rescaling;
  readonly imitation?: Imitation;
  /** Gradients are estimated from losses; `persistent` corrects them for truncation (Vicol et al. 2021). */
  readonly evolution?: Evolution & { readonly persistent: boolean };
}

/** How weights are judged while they are trained: on problems that they are never trained on. */
export interface DescentValidation {
  readonly family: FamilySettings | readonly FamilySettings[];
  /** Of each family. */
  readonly problems: number;
  readonly steps: number;
  /** sum: the mean value over the steps; log: the mean of log10(f_t / f_0); final: log10 of the mean value of the last tenth. */
  readonly measure: 'sum' | 'log' | 'final';
  /** Iterations between two looks. */
  readonly every: number;
}

/** A whole training. */
export interface DescentRecipe {
  readonly kind: 'descent';
  readonly name: string;
  readonly seed: number;
  /** The suite whose family is trained on, where a family does not name another. */
  readonly suite: string;
  /** The gradient's largest norm. */
  readonly clip: number;
  readonly phases: readonly DescentPhase[];
  readonly validation: DescentValidation;
}

/** A recipe with the rule that it trains. */
export interface DescentTraining {
  readonly rule: LearnedDescent;
  readonly recipe: DescentRecipe;
}

/** One iteration's place. */
export interface Unroll {
  readonly phase: DescentPhase;
  readonly index: number;
  /** Counted through the whole training. */
  readonly episode: number;
  /** Steps of this unroll, of the episode before it, and of the whole episode. */
  readonly length: number;
  readonly before: number;
  readonly steps: number;
  /** 0 at the phase's first iteration, 1 at its last. */
  readonly progress: number;
}

/** All iterations, one after another. A phase's last episode is cut where the phase ends. */
export function unrollsOf({ name, seed, phases }: DescentRecipe): readonly Unroll[] {
  const all: Unroll[] = [];
  let episode = 0;
  phases.forEach((phase, index) => {
    const rng = stream('episodes', name, seed, index);
    for (let done = 0; done < phase.iterations; episode++) {
      const lengths = Array.from({ length: draw(phase.unrolls, rng) }, () => draw(phase.length, rng)).slice(
        0,
        phase.iterations - done,
      );
      const steps = lengths.reduce((sum, length) => sum + length, 0);
      let before = 0;
      for (const length of lengths) {
        const progress = done / Math.max(1, phase.iterations - 1);
        all.push({ phase, index, episode, length, before, steps, progress });
        before += length;
        done++;
      }
    }
  });
  return all;
}

function draw(count: Count, rng: Rng): number {
  if (typeof count === 'number') return count;
  if ('mean' in count) return count.least + Math.round(-count.mean * Math.log(1 - rng.next()));
  return Math.round(count.from * (count.to / count.from) ** rng.next());
}
