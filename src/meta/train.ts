/**
 * Meta-training of black-box optimizers: untruncated backpropagation through time and Adam, phase after phase, with the
 * optimizer's state kept between phases. What a course yields holds all that is needed to go on from there, and going on
 * gives the same weights to the last bit as never having stopped.
 */
import type { Batch, Family } from '../family.ts';
import type { LearnedOptimizer } from '../learned.ts';
import { type Rng, stream } from '../math/random.ts';
import { type FusedEngine, fusedEngine } from '../tensor/fused.ts';
import type { Weights } from '../tensor/weights.ts';
import { type Course, follow, type TrainingOptions, type TrainingState } from './course.ts';
import { type Imitation, isImitation, type Teacher } from './imitation.ts';
import type { Loss } from './losses.ts';
import { type Assignment, portions, shareSlope, shares } from './meta-gradient.ts';
import {
  dimOf,
  type FamilySettings,
  familiesOf,
  iterations,
  phaseAt,
  type Recipe,
  rateAt,
  type Training,
} from './recipe.ts';
import { scheduleOf, sequential } from './schedule.ts';
import { bestSoFar, unroll } from './unroll.ts';

/** Trains a rule by a recipe, from the start or from where a state stands; yields after every iteration. */
export function metaTrain(
  rule: LearnedOptimizer,
  recipe: Recipe,
  familyOf: (settings: FamilySettings) => Family,
  { teacher, ...options }: TrainingOptions & { readonly teacher?: Teacher } = {},
): AsyncGenerator<TrainingState> {
  return follow(courseOf({ rule, recipe, ...(teacher && { teacher }) }, familyOf), options);
}

/** What a recipe of a black-box optimizer asks for. */
export function courseOf({ rule, recipe, teacher }: Training, familyOf: (settings: FamilySettings) => Family): Course {
  const { name, validation, clip, phases } = recipe;
  if (teacher === undefined && phases.some(({ loss }) => isImitation(loss))) {
    throw new Error(`${name}: the recipe asks for imitation, and its training names no teacher`);
  }
  const engine = fusedEngine();
  const families = recipe.phases.map(({ family }) =>
    familiesOf(family).map((settings) => familyOf({ ...settings, split: 'train' })),
  );
  const rows = { from: 0, to: validation.problems };
  let drawn: readonly Batch[] | undefined;
  const unseen = (): readonly Batch[] => {
    drawn ??= familiesOf(validation.family).map((settings) =>
      familyOf({ ...settings, split: 'validation' }).batch([name], rows),
    );
    return drawn;
  };
  const last = recipe.phases.at(-1)!.loss;
  return {
    name,
    iterations: iterations(recipe),
    every: validation.every,
    begin: () => ({
      weights: rule.weights(dimOf(recipe.dim), stream('weights', name, recipe.seed)),
      chance: unseen().flatMap((batch) =>
        read(randomCurve(engine, batch, Math.max(...validation.at), stream('chance', name)), validation.at),
      ),
    }),
    adam: (iteration) => ({ rate: rateAt(recipe, iteration), clip }),
    most: Math.max(...recipe.phases.map(({ batch }) => shares(batch).length)),
    shares: (iteration) => portions(shares(phaseAt(recipe, iteration).phase.batch)),
    slope(weights, iteration, share) {
      const { phase, index } = phaseAt(recipe, iteration);
      const family = families[index]![iteration % families[index]!.length]!;
      return shareSlope(
        engine,
        rule,
        weights,
        family,
        assignment(recipe, teacher, iteration),
        shares(phase.batch)[share]!,
      );
    },
    judge: (weights) =>
      unseen().flatMap((batch) =>
        read(bestCurve(engine, rule, weights, batch, Math.max(...validation.at)), validation.at),
      ),
    // Weights named after a loss are weights trained towards it.
    counts: (iteration) => sameLoss(phaseAt(recipe, iteration).phase.loss, last),
    measure: 'best',
    yardstick: 'independent draws',
    columns: validation.at.map((t) => `@${t}`),
    stage(iteration) {
      const { phase, index } = phaseAt(recipe, iteration);
      return `phase ${index + 1}/${recipe.phases.length} (${lossText(phase.loss)}, horizon ${phase.horizon})`;
    },
    work: (iteration) => evaluations(recipe, iteration),
    fresh: () => true,
  };
}

/** A curve after so many evaluations. */
function read(curve: Float64Array, at: readonly number[]): readonly number[] {
  return at.map((t) => curve[t - 1]!);
}

/** An iteration's work. */
function assignment(recipe: Recipe, teacher: Teacher | undefined, iteration: number): Assignment {
  const { phase } = phaseAt(recipe, iteration);
  const { loss } = phase;
  return {
    address: [recipe.name, recipe.seed, iteration],
    schedule: scheduleOf(phase, stream('schedule', recipe.name, recipe.seed, iteration)),
    loss: isImitation(loss) ? { ...loss, teacher: teacher! } : loss,
    evolution: phase.evolution,
  };
}

/** The mean over a batch of the best value after 1, ..., T evaluations; no gradients. */
export function bestCurve(
  engine: FusedEngine,
  rule: LearnedOptimizer,
  weights: Weights,
  batch: Batch,
  horizon: number,
): Float64Array {
  return engine.evaluate(weights, (tape, theta) => {
    const { values, violations } = unroll(tape, rule, theta, batch, sequential(horizon));
    return bestSoFar(
      values.map((value) => tape.numbers(value)),
      violations.map((violation) => tape.numbers(violation)),
    );
  });
}

/** The same for points drawn uniformly. */
function randomCurve(engine: FusedEngine, batch: Batch, horizon: number, rng: Rng): Float64Array {
  const { dim } = batch.space;
  return engine.evaluate({}, (tape) => {
    const functions = batch.on(tape);
    const points = Array.from({ length: horizon }, () =>
      tape.constant(
        Float32Array.from({ length: batch.size * dim }, () => rng.next()),
        batch.size,
        dim,
      ),
    );
    return bestSoFar(
      points.map((x) => tape.numbers(functions.value(x))),
      functions.violation ? points.map((x) => tape.numbers(functions.violation!(x))) : [],
    );
  });
}

/** Evaluations in the iterations before this one. */
function evaluations({ phases }: Recipe, iteration: number): number {
  let left = iteration;
  return phases.reduce((work, { iterations, horizon, batch }) => {
    const count = Math.min(left, iterations);
    left -= count;
    return work + count * horizon * batch;
  }, 0);
}

/** `sum`, or `0.5 sum + 1 best`. */
function lossText(loss: Loss | Imitation): string {
  if (typeof loss === 'string') return loss;
  if (isImitation(loss)) return 'imitation';
  return Object.entries(loss)
    .map(([name, weight]) => `${weight} ${name}`)
    .join(' + ');
}

function sameLoss(a: Loss | Imitation, b: Loss | Imitation): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
