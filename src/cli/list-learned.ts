/**
 * What is known of the learned optimizers in a folder of baselines: its recipes say what there can be, the weights beside
 * them what is trained. Every weights file has the recipe it was trained by in a JSON file beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { LearnedOptimizer } from '../learned.ts';
import { spans } from '../math/spans.ts';
import { type Dimension, familiesOf, type Recipe, type Training } from '../meta/recipe.ts';
import { beside, importGuest, moduleBeside } from './guests.ts';

/** One rule, as it is listed. */
export interface LearnedRow {
  readonly rule: LearnedOptimizer;
  /** Dimensions with weights; null where there are none. */
  readonly trained: string | null;
  /** Dimensions with a recipe only; null where there are none. */
  readonly untrained: string | null;
  /** Evaluations that it was trained for. */
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
  const trainings = (await importGuest('baselines', module)) as readonly Training[];
  const rules = new Map(trainings.map(({ rule }) => [rule.name, rule]));
  return [...rules.values()].map((rule) => {
    const recipes = trainings.filter((training) => training.rule.name === rule.name).map(({ recipe }) => recipe);
    const [done, missing] = [true, false].map((trained) =>
      recipes.filter((recipe) => existsSync(weightsFile(name, recipe, 'safetensors')) === trained),
    ) as [Recipe[], Recipe[]];
    const reports = done.map((recipe) => report(name, recipe));
    const used = reports.map(({ recipe }) => recipe);
    const horizons = used.map(({ phases }) => String(Math.max(...phases.map(({ horizon }) => horizon))));
    return {
      rule,
      trained: listed(done),
      untrained: listed(missing),
      horizon: unique(horizons) || null,
      family: unique(used.map(({ suite }) => suite)) || null,
      functions: used.length > 0 ? [...new Set(used.flatMap(functions))] : null,
      unfinished: reports.some(({ finished }) => finished === false),
    };
  });
}

interface Report {
  readonly recipe: Recipe;
  readonly finished?: boolean;
}

function weightsFile(name: string, { name: recipe }: Recipe, extension: string): string {
  return beside('baselines', name, `weights/${recipe}.${extension}`);
}

/** The recipe that the weights were trained by; where no file says so, today's. */
function report(name: string, recipe: Recipe): Report {
  const path = weightsFile(name, recipe, 'json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : { recipe };
}

function listed(recipes: readonly Recipe[]): string | null {
  const dims: Dimension[] = recipes.map(({ dim }) => dim);
  const numbers = dims.filter((dim) => dim !== 'any').sort((a, b) => a - b);
  return [...(dims.includes('any') ? ['any'] : []), ...(numbers.length > 0 ? [spans(numbers)] : [])].join(', ') || null;
}

/** The families of the last phase, without their dimensions: 'kernels rbf, lengthScale 0.2 to 0.5'. */
function functions({ phases }: Recipe): string[] {
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
