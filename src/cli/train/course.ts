/** Trainings of all kinds, of black-box optimizers and of gradient methods, as what the rest of `optbench train` needs of them. */
import type { DescentFamily, Family } from '../../family.ts';
import { stream } from '../../math/random.ts';
import type { Course } from '../../meta/course.ts';
import type { DescentTraining } from '../../meta/descent/recipe.ts';
import { checkedDescentRecipe } from '../../meta/descent/recipe-check.ts';
import { descentCourse } from '../../meta/descent/train.ts';
import { patienceScores } from '../../meta/patience.ts';
import type { GuidedTraining } from '../../meta/policy-search/recipe.ts';
import { checkedGuidedRecipe } from '../../meta/policy-search/recipe-check.ts';
import { guidedCourse } from '../../meta/policy-search/train.ts';
import { dimOf, familiesOf } from '../../meta/recipe.ts';
import { checkedRecipe } from '../../meta/recipe-check.ts';
import type { WeightsFile } from '../../meta/store.ts';
import { courseOf } from '../../meta/train.ts';
import type { Weights } from '../../tensor/weights.ts';
import { messageOf, UsageError } from '../errors.ts';
import { type AnyTraining, familyMaker, isGradientMethod, type LocatedTraining } from './guests.ts';

/** Whether it is a gradient method's, trained by unrolls. */
function isDescent(training: AnyTraining): training is DescentTraining {
  return 'kind' in training.recipe && training.recipe.kind === 'descent';
}

/** Whether it is a gradient method's, trained by guided policy search. */
function isGuided(training: AnyTraining): training is GuidedTraining {
  return 'kind' in training.recipe && training.recipe.kind === 'guided';
}

/** The recipe checked, and what it asks for. */
export async function trainingCourse(training: LocatedTraining): Promise<Course> {
  try {
    if (isDescent(training)) checkedDescentRecipe(training.recipe, training.module);
    else if (isGuided(training)) checkedGuidedRecipe(training.recipe, training.module);
    else checkedRecipe(training.recipe, training.module);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  if (isGuided(training)) return guidedCourse(training.rule, training.recipe, await familyMaker(training));
  return isDescent(training)
    ? descentCourse(training.rule, training.recipe, await familyMaker<DescentFamily>(training))
    : courseOf(training, await familyMaker<Family>(training));
}

/** Weights of the shapes that are trained. */
export function shapesOf(training: LocatedTraining): Weights {
  if (isGradientMethod(training)) return training.rule.weights(stream('shapes'));
  return training.rule.weights(dimOf(training.recipe.dim), stream('shapes'));
}

/** What a weights file says of weights, and what its report adds. */
export async function toShip(
  training: LocatedTraining,
  weights: Weights,
  finished: boolean,
): Promise<{ readonly file: WeightsFile; readonly notes: Readonly<Record<string, unknown>> }> {
  const { name } = training.rule;
  if (isGradientMethod(training)) {
    const { validation } = training.recipe;
    return { file: { rule: name, dim: training.rule.dim ?? 'any', horizon: validation.steps, weights }, notes: {} };
  }
  const { rule, recipe } = training;
  const familyOf = await familyMaker<Family>(training);
  const unseen = familyOf({ ...familiesOf(recipe.validation.family)[0], split: 'validation' });
  // How patient to be is worth measuring once, at the end.
  const scores = finished ? await patienceScores(rule, weights, unseen, recipe) : [];
  const patience = scores.reduce((best, other) => (other.score < best.score ? other : best), scores[0]!)?.patience;
  const file = {
    rule: name,
    dim: recipe.dim,
    horizon: Math.max(...recipe.phases.map((phase) => phase.horizon)),
    weights,
    ...(patience !== undefined && { patience }),
    // A recipe without patience is for one episode, however long.
    ...(recipe.validation.patience?.length === 0 && { extrapolate: true }),
  };
  return { file, notes: { ...(patience !== undefined && { patience, patient: scores }) } };
}
