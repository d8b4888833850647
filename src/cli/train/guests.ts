/**
 * Where trainings come from: the recipes that lie beside the baselines, baselines/<name>/recipes.ts, or anyone's file of
 * them; and the families that they train on, suites/<suite>/family.ts, or a file that the recipe names from where it lies.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DescentTraining } from '../../meta/descent/recipe.ts';
import type { GuidedTraining } from '../../meta/policy-search/recipe.ts';
import { type FamilySettings, familiesOf, type Training } from '../../meta/recipe.ts';
import { UsageError, unknown } from '../errors.ts';
import { absolute, guestNames, importGuest, isPath, moduleBeside } from '../guests.ts';

/** A training of any kind. */
export type AnyTraining = Training | DescentTraining | GuidedTraining;

/** Whether it is a gradient method's, whichever way it is trained; recipes of black-box optimizers have no kind. */
export function isGradientMethod(training: AnyTraining): training is DescentTraining | GuidedTraining {
  return 'kind' in training.recipe;
}

/** A training with the module that it lies in, from which a thread can load it anew. */
export type LocatedTraining = AnyTraining & {
  readonly module: string;
  /** What `optbench train` calls it by. */
  readonly reference: string;
};

/** The trainings with these names: a recipe's, a rule's for all of its recipes, a module's path, or `./recipes.ts:NAME`. */
export async function findTrainings(names: readonly string[], cwd: string): Promise<readonly LocatedTraining[]> {
  const ours = names.every(isPath) ? [] : await shippedTrainings();
  const known = [...new Set(ours.map(({ rule }) => rule.name)), ...ours.map(({ recipe }) => recipe.name)];
  const found = await Promise.all(
    names.map(async (name) => {
      const [, path, recipe] = /^(.*\.[cm]?[jt]s)(?::([^:]+))?$/.exec(name) ?? [];
      if (path !== undefined) {
        const module = absolute(path, cwd);
        return recipe === undefined ? trainingsIn(module, path) : [await trainingIn(module, recipe, path)];
      }
      const named = ours.filter(({ rule, recipe }) => name === recipe.name || name === rule.name);
      if (named.length === 0) throw unknown('recipe', name, known);
      return named;
    }),
  );
  return found.flat();
}

/** One training of a module, which the user called by this path. */
export async function trainingIn(module: string, recipe: string, path?: string): Promise<LocatedTraining> {
  const found = (await trainingsIn(module, path)).find((training) => training.recipe.name === recipe);
  if (found === undefined) throw new UsageError(`${module}: holds no recipe '${recipe}'`);
  return found;
}

/** What makes the families that a recipe names: the recipe's suite's, or those of the suite that a family itself names. */
export async function familyMaker<Family>({
  recipe,
  module,
}: LocatedTraining): Promise<(settings: FamilySettings) => Family> {
  const makers = new Map<string, (settings: FamilySettings) => Family>();
  const families = [...recipe.phases, recipe.validation].flatMap(({ family }) => familiesOf(family));
  for (const suite of new Set(families.map(({ suite = recipe.suite }) => suite as string))) {
    const path = isPath(suite) ? resolve(dirname(module), suite) : moduleBeside('suites', suite, 'family');
    if (!existsSync(path)) {
      throw new UsageError(`${recipe.name}: the suite '${suite}' has no family to train on (no ${path})`);
    }
    makers.set(suite, (await importGuest('suites', path)) as (settings: FamilySettings) => Family);
  }
  return ({ suite = recipe.suite, ...settings }) => makers.get(suite as string)!(settings);
}

async function shippedTrainings(): Promise<readonly LocatedTraining[]> {
  const modules = guestNames('baselines').map((name) => moduleBeside('baselines', name, 'recipes'));
  return (await Promise.all(modules.filter(existsSync).map((module) => trainingsIn(module)))).flat();
}

async function trainingsIn(module: string, path?: string): Promise<readonly LocatedTraining[]> {
  const trainings = (await importGuest('baselines', module)) as readonly AnyTraining[];
  return trainings.map((training) => {
    const { name } = training.recipe;
    return { ...training, module, reference: path === undefined ? name : `${path}:${name}` };
  });
}
