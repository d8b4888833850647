/**
 * What is known of the learned optimizers in a folder of baselines: its recipes say what there can be, the weights beside
 * them what is trained. Every weights file has the recipe it was trained by in a JSON file beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { spans } from '../math/spans.ts';
import { type Dimension, familiesOf } from '../meta/recipe.ts';
import type { Order } from '../problem.ts';
import { beside, importGuest, moduleBeside } from './guests.ts';
import { type AnyTraining, isGradientMethod } from './train/guests.ts';

/** One rule, as it is listed. */
export interface LearnedRow {
  readonly rule: { readonly name: string; readonly order: Order; readonly source: string };
  /** Dimensions with weights; null where there are none. */
  readonly trained: string | null;
  /** Dimensions with a recipe only; null where there are none. */
  readonly untrained: string | null;
  /** Evaluations that it was trained for; steps that it was judged by, for a gradient method. */
  readonly horizon: string | null;
  /** Whose functions it was trained on. */
  readonly family: string | null;
  /** Which of them, at the end of each training. */
  readonly functions: readonly string[] | null;
  /** Whether a training was cut short. */
  readonly unfinished: boolean;
}

/** The rules with recipes in a baseline's folder; none where it has no recipes. */
export async function learnedIn(name: string): Promise<readonly LearnedRow[]> {
  const module = moduleBeside('baselines', name, 'recipes');
  if (!existsSync(module)) return [];
  const trainings = (await importGuest('baselines', module)) as readonly AnyTraining[];
  const rules = new Map(trainings.map((training) => [training.rule.name, training]));
  return [...rules.values()].map((first) => {
    const { rule } = first;
    const { name: own, source } = rule;
    const order = isGradientMethod(first) ? 1 : first.rule.order;
    const dim = isGradientMethod(first) ? (first.rule.dim ?? 'any') : undefined;
    const recipes = trainings.filter((training) => training.rule.name === own).map(({ recipe }) => recipe);
    const [done, missing] = [true, false].map((trained) =>
      recipes.filter((recipe) => existsSync(weightsFile(name, recipe, 'safetensors')) === trained),
    ) as [AnyRecipe[], AnyRecipe[]];
    const reports = done.map((recipe) => report(name, recipe));
    const used = reports.map(({ recipe }) => recipe);
    const horizons = used.map((recipe) => String(horizonOf(recipe)));
    return {
      rule: { name: own, order, source },
      trained: listed(done, dim),
      untrained: listed(missing, dim),
      horizon: unique(horizons) || null,
      family: unique(used.map(({ suite }) => suite)) || null,
      functions: used.length > 0 ? [...new Set(used.flatMap(functions))] : null,
      unfinished: reports.some(({ finished }) => finished === false),
    };
  });
}

type AnyRecipe = AnyTraining['recipe'];

function horizonOf(recipe: AnyRecipe): number {
  return 'kind' in recipe ? recipe.validation.steps : Math.max(...recipe.phases.map(({ horizon }) => horizon));
}

interface Report {
  readonly recipe: AnyRecipe;
  readonly finished?: boolean;
}

function weightsFile(name: string, { name: recipe }: AnyRecipe, extension: string): string {
  return beside('baselines', name, `weights/${recipe}.${extension}`);
}

/** The recipe that the weights were trained by; where no file says so, today's. */
function report(name: string, recipe: AnyRecipe): Report {
  const path = weightsFile(name, recipe, 'json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : { recipe };
}

/** Their dimensions; a gradient method's are its rule's. */
function listed(recipes: readonly AnyRecipe[], own?: Dimension): string | null {
  const dims: Dimension[] = recipes.map((recipe) => ('kind' in recipe ? own! : recipe.dim));
  const numbers = dims.filter((dim) => dim !== 'any').sort((a, b) => a - b);
  return [...(dims.includes('any') ? ['any'] : []), ...(numbers.length > 0 ? [spans(numbers)] : [])].join(', ') || null;
}

/** The families of the last phase, without their dimensions: 'kernels rbf, lengthScale 0.2 to 0.5'. */
function functions({ phases }: AnyRecipe): string[] {
  return familiesOf(phases.at(-1)!.family).map((family) =>
    Object.entries(family)
      .filter(([key]) => key !== 'dim' && key !== 'features')
      .map(([key, value]) => `${key} ${Array.isArray(value) ? span(value) : JSON.stringify(value)}`)
      .join(', '),
  );
}

function span(values: readonly unknown[]): string {
  return unique(values.map(String), values.every((value) => typeof value === 'number') ? ' to ' : ' or ');
}

function unique(texts: readonly string[], between = ', '): string {
  return [...new Set(texts)].join(between);
}
