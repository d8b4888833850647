/**
 * Meta-training: untruncated backpropagation through time and Adam, phase after phase, with the optimizer's state kept
 * between phases. An asynchronous iterator that touches no file: what it yields holds all that is needed to go on from
 * there, and going on gives the same weights to the last bit as never having stopped.
 */
import type { Batch, Family } from '../family.ts';
import type { LearnedOptimizer } from '../learned.ts';
import { type Rng, stream } from '../math/random.ts';
import { type FusedEngine, fusedEngine } from '../tensor/fused.ts';
import type { Slope } from '../tensor/tape.ts';
import type { Weights } from '../tensor/weights.ts';
import { type AdamState, adamStart, adamStep } from './adam.ts';
import type { Loss } from './losses.ts';
import { type Assignment, shareSlope, shares, summed } from './meta-gradient.ts';
import { dimOf, type FamilySettings, familiesOf, iterations, phaseAt, type Recipe, rateAt } from './recipe.ts';
import { bestSoFar, scheduleOf, sequential, unroll } from './unroll.ts';

/** One look at the weights in training. */
export interface Look {
  readonly iteration: number;
  /** The mean training loss since the look before; null where every gradient since was left out. */
  readonly loss: number | null;
  /** The mean best value over the validation problems, after `validation.at` evaluations each; family by family. */
  readonly best: readonly number[];
  /** The mean of those; less is better. */
  readonly score: number;
}

/** Where a training stands; with it, it goes on. */
export interface TrainingState {
  /** Iterations done. */
  readonly iteration: number;
  readonly weights: Weights;
  readonly adam: AdamState;
  /** The learning curve so far. */
  readonly curve: readonly Look[];
  /** What points drawn at random find on the validation problems: a network that only spreads its points is no better. */
  readonly chance: readonly number[];
  /** The weights with the best score so far; these are what training is for. */
  readonly chosen: { readonly weights: Weights; readonly look: Look } | undefined;
  /** Iterations left out because their gradient was not finite. */
  readonly skipped: number;
  /** Losses since the last look. */
  readonly losses: readonly number[];
}

/** So many iterations in a row without a finite gradient end a training. */
const HOPELESS = 20;

/** Who computes an iteration's loss and gradient: this thread, or several. */
export type Gradients = (weights: Weights, iteration: number) => Slope | Promise<Slope>;

/** Options of a training. */
export interface TrainingOptions {
  /** Goes on from here. */
  readonly from?: TrainingState | undefined;
  /** Without it, this thread computes the gradients. */
  readonly gradients?: Gradients | undefined;
}

/** Trains a rule by a recipe, from the start or from where a state stands; yields after every iteration. */
export async function* metaTrain(
  rule: LearnedOptimizer,
  recipe: Recipe,
  familyOf: (settings: FamilySettings) => Family,
  { from, gradients = inThisThread(rule, recipe, familyOf) }: TrainingOptions = {},
): AsyncGenerator<TrainingState> {
  const { validation } = recipe;
  const engine = fusedEngine();
  const rows = { from: 0, to: validation.problems };
  const unseen = familiesOf(validation.family).map((settings) =>
    familyOf({ ...settings, split: 'validation' }).batch([recipe.name], rows),
  );
  let state = from ?? beginning(engine, rule, recipe, unseen);
  let bad = 0;
  for (; state.iteration < iterations(recipe); ) {
    const { iteration } = state;
    const { loss, gradient } = await gradients(state.weights, iteration);
    const settings = { rate: rateAt(recipe, iteration), clip: recipe.clip };
    const next = Number.isFinite(loss) ? adamStep(state.weights, state.adam, gradient, settings) : undefined;
    bad = next === undefined ? bad + 1 : 0;
    if (bad === HOPELESS) {
      throw new Error(
        `${recipe.name}: ${HOPELESS} gradients in a row were not finite, the last at iteration ${iteration}`,
      );
    }
    state = {
      ...state,
      ...(next === undefined ? { skipped: state.skipped + 1 } : { ...next, losses: [...state.losses, loss] }),
      iteration: iteration + 1,
    };
    const last = state.iteration === iterations(recipe);
    if (last || state.iteration % validation.every === 0) state = looked(engine, rule, recipe, unseen, state);
    yield state;
    await new Promise(setImmediate); // let signals in
  }
}

/** Gradients computed share by share in this thread. */
export function inThisThread(
  rule: LearnedOptimizer,
  recipe: Recipe,
  familyOf: (settings: FamilySettings) => Family,
): Gradients {
  const slope = shareSlopes(rule, recipe, familyOf);
  return (weights, iteration) => {
    const rows = shares(phaseAt(recipe, iteration).phase.batch);
    const parts = rows.map((_, share) => slope(weights, iteration, share));
    return summed(parts, rows);
  };
}

/** One thread's work: the loss and gradient of one share of an iteration's batch, on an engine of its own. */
export function shareSlopes(
  rule: LearnedOptimizer,
  recipe: Recipe,
  familyOf: (settings: FamilySettings) => Family,
): (weights: Weights, iteration: number, share: number) => Slope {
  const engine = fusedEngine();
  const families = recipe.phases.map(({ family }) =>
    familiesOf(family).map((settings) => familyOf({ ...settings, split: 'train' })),
  );
  return (weights, iteration, share) => {
    const { phase, index } = phaseAt(recipe, iteration);
    const work = assignment(recipe, iteration);
    const family = families[index]![iteration % families[index]!.length]!;
    return shareSlope(engine, rule, weights, family, work, shares(phase.batch)[share]!);
  };
}

/** An iteration's work. */
function assignment(recipe: Recipe, iteration: number): Assignment {
  const { phase } = phaseAt(recipe, iteration);
  return {
    address: [recipe.name, recipe.seed, iteration],
    schedule: scheduleOf(phase, stream('schedule', recipe.name, recipe.seed, iteration)),
    loss: phase.loss,
    evolution: phase.evolution,
  };
}

/** A training before its first iteration. */
function beginning(
  engine: FusedEngine,
  rule: LearnedOptimizer,
  recipe: Recipe,
  unseen: readonly Batch[],
): TrainingState {
  const weights = rule.weights(dimOf(recipe.dim), stream('weights', recipe.name, recipe.seed));
  const { at } = recipe.validation;
  const chance = unseen.flatMap((batch) => {
    const random = randomCurve(engine, batch, Math.max(...at), stream('chance', recipe.name));
    return at.map((t) => random[t - 1]!);
  });
  return {
    iteration: 0,
    weights,
    adam: adamStart(weights),
    curve: [],
    chance,
    chosen: undefined,
    skipped: 0,
    losses: [],
  };
}

function looked(
  engine: FusedEngine,
  rule: LearnedOptimizer,
  recipe: Recipe,
  unseen: readonly Batch[],
  state: TrainingState,
): TrainingState {
  const { at } = recipe.validation;
  const best = unseen.flatMap((batch) => {
    const curve = bestCurve(engine, rule, state.weights, batch, Math.max(...at));
    return at.map((t) => curve[t - 1]!);
  });
  const look: Look = {
    iteration: state.iteration,
    loss: state.losses.length > 0 ? mean(state.losses) : null,
    best,
    score: mean(best),
  };
  // Weights named after a loss are weights trained towards it.
  const named = sameLoss(phaseAt(recipe, state.iteration - 1).phase.loss, recipe.phases.at(-1)!.loss);
  const better = state.chosen === undefined || look.score < state.chosen.look.score;
  const chosen = named && better ? { weights: state.weights, look } : state.chosen;
  return { ...state, curve: [...state.curve, look], chosen, losses: [] };
}

/** The looks at which a training had lost what it had won before: worse than independent draws, though once better. */
export function divergences({ curve, chance }: TrainingState): readonly number[] {
  const lost = ({ score }: Look): boolean => !(score < mean(chance));
  const won = curve.findIndex((look) => !lost(look));
  return curve.filter((look, i) => won >= 0 && i > won && lost(look)).map(({ iteration }) => iteration);
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

function sameLoss(a: Loss, b: Loss): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
