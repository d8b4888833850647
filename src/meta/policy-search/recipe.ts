/** How a gradient method is trained by guided policy search, as data. */
import type { LearnedDescent } from '../../learned-descent.ts';
import type { DescentValidation } from '../descent/recipe.ts';
import type { FamilySettings } from '../recipe.ts';
import type { Guidance } from './lessons.ts';

/** A stretch of training under constant conditions. */
export interface GuidedPhase extends Guidance {
  /** Iterations of guided policy search. */
  readonly iterations: number;
  /** Steps of Adam towards the controllers in each. */
  readonly descents: number;
  /** Functions that there are to learn from. */
  readonly functions: number;
  /** Trajectories in a step of Adam. */
  readonly batch: number;
  /** Adam's rate, from the first iteration to the last; it falls along half a cosine. */
  readonly rate: readonly [number, number];
  readonly family: FamilySettings;
}

/** A whole training. */
export interface GuidedRecipe {
  readonly kind: 'guided';
  readonly name: string;
  readonly seed: number;
  /** The suite whose family is trained on, where a family does not name another. */
  readonly suite: string;
  /** The gradient's largest norm. */
  readonly clip: number;
  readonly phases: readonly GuidedPhase[];
  readonly validation: DescentValidation;
}

/** A recipe with the rule that it trains. */
export interface GuidedTraining {
  readonly rule: LearnedDescent;
  readonly recipe: GuidedRecipe;
}
