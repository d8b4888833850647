/** How a rule is trained, as data: everything that decides the weights, so that a recipe beside them can be run again. */
import type { LearnedOptimizer } from '../learned.ts';
import type { Evolution } from './evolution.ts';
import type { Imitation, Teacher } from './imitation.ts';
import type { Loss } from './losses.ts';
import type { Workers } from './schedule.ts';

/** Settings of a family, as its suite understands them; `suite` names the suite, where it is not the recipe's. JSON. */
export type FamilySettings = Readonly<Record<string, unknown>>;

/** A stretch of training under constant conditions. */
export interface Phase {
  readonly iterations: number;
  /** Evaluations per trajectory. */
  readonly horizon: number;
  /** A loss of trajectories; or the imitation of the training's teacher. */
  readonly loss: Loss | Imitation;
  /** Problems per iteration. */
  readonly batch: number;
  /** Adam's rate, from the first iteration to the last; it falls along half a cosine. */
  readonly rate: readonly [number, number];
  /** One family, or several that take turns, iteration by iteration. */
  readonly family: FamilySettings | readonly FamilySettings[];
  /** The gradient is estimated from losses, where a rule cannot be backpropagated through. */
  readonly evolution?: Evolution;
  /** For parallel workers: how many, and the spread of their run-times. */
  readonly workers?: Workers;
}

/** How weights are judged while they are trained: on problems that they are never trained on. */
export interface Validation {
  /** One family, or several whose scores are averaged. */
  readonly family: FamilySettings | readonly FamilySettings[];
  /** Of each family. */
  readonly problems: number;
  /** After how many evaluations the best value counts; the score is the mean over them. */
  readonly at: readonly number[];
  /** Iterations between two looks. */
  readonly every: number;
  /** Patiences to choose from at the end, beside the horizon (see `patienceScores`); none where a run is one episode. */
  readonly patience?: readonly number[];
}

/** What a set of weights is for. */
export type Dimension = number | 'any';

/** The dimension to make weights for. */
export function dimOf(dim: Dimension): number {
  return dim === 'any' ? 1 : dim;
}

/** Settings as a list. */
export function familiesOf(settings: FamilySettings | readonly FamilySettings[]): readonly FamilySettings[] {
  return Array.isArray(settings) ? settings : [settings as FamilySettings];
}

/** A whole training. */
export interface Recipe {
  /** `rnn-d6`: the rule and what it is trained for. */
  readonly name: string;
  readonly seed: number;
  /** The dimension that the weights are for. */
  readonly dim: Dimension;
  /** The suite whose family is trained on, or the path of a family's module from where the recipe lies. */
  readonly suite: string;
  /** The gradient's largest norm. */
  readonly clip: number;
  readonly phases: readonly Phase[];
  readonly validation: Validation;
}

/** A recipe with the rule that it trains; a baseline's recipes.ts exports a list of them by default. */
export interface Training {
  readonly rule: LearnedOptimizer;
  readonly recipe: Recipe;
  /** Whom it imitates in phases that ask for it. */
  readonly teacher?: Teacher;
}

/** The iteration's phase, and its place in it: 0 at the first iteration, 1 at the last. */
export function phaseAt(
  { phases, name }: Recipe,
  iteration: number,
): { readonly phase: Phase; readonly index: number; readonly progress: number } {
  let first = 0;
  for (const [index, phase] of phases.entries()) {
    const next = first + phase.iterations;
    if (iteration < next) return { phase, index, progress: (iteration - first) / Math.max(1, phase.iterations - 1) };
    first = next;
  }
  throw new Error(`${name}: the recipe has ${first} iterations, there is none with number ${iteration}`);
}

/** Iterations in all phases. */
export function iterations({ phases }: Recipe): number {
  return phases.reduce((sum, phase) => sum + phase.iterations, 0);
}

/** Adam's rate at an iteration. */
export function rateAt(recipe: Recipe, iteration: number): number {
  const { phase, progress } = phaseAt(recipe, iteration);
  return alongCosine(phase.rate, progress);
}

/** From the first number to the second along half a cosine; progress is 0 at the one and 1 at the other. */
export function alongCosine([from, to]: readonly [number, number], progress: number): number {
  return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
