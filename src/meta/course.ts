/**
 * A training under way, whatever is trained: Adam on gradients that somebody computes, looks at validation problems, the best
 * weights kept. What is learned from, and how weights are judged, is the course's business (train.ts for black-box
 * optimizers, descent/train.ts for gradient methods). An asynchronous iterator that touches no file.
 */
import type { Rows } from '../family.ts';
import type { Slope } from '../tensor/tape.ts';
import type { Weights } from '../tensor/weights.ts';
import { type AdamState, type AdamStep, adamStart, adamStep } from './adam.ts';
import { summed } from './meta-gradient.ts';

/** One look at the weights in training. */
export interface Look {
  readonly iteration: number;
  /** The mean training loss since the look before; null where every gradient since was left out. */
  readonly loss: number | null;
  /** What the validation problems say: black-box optimizers' mean best values, gradient methods' measures; family by family. */
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
  /** What the same validation problems say of a yardstick: independent draws, or tuned Adam. */
  readonly chance: readonly number[];
  /** The weights with the best score so far; these are what training is for. */
  readonly chosen: { readonly weights: Weights; readonly look: Look } | undefined;
  /** Iterations left out because their gradient was not finite. */
  readonly skipped: number;
  /** Losses since the last look. */
  readonly losses: readonly number[];
}

/** A share's slope, or the way to it, with the places where it waits for the other shares. */
export type Work = Slope | Generator<void, Slope>;

/** What is learned from and judged by. */
export interface Course {
  readonly name: string;
  readonly iterations: number;
  /** Iterations between two looks. */
  readonly every: number;
  /** Fresh weights, and the yardstick's numbers. */
  begin(): Pick<TrainingState, 'weights' | 'chance'>;
  /** Adam's settings at an iteration. */
  adam(iteration: number): AdamStep;
  /**
   * The shares that an iteration's batch is cut in, and what each counts for in the sum. It depends on the batch alone, so one
   * thread and eight give the same sums.
   */
  shares(iteration: number): readonly number[];
  /** The most shares that an iteration has. */
  readonly most: number;
  /** How many numbers the shares have in common, where they work on one problem together. */
  readonly common?: number;
  /**
   * One share's loss and gradient. A share is computed by the same thread at every iteration. Where it must know what the others
   * have done it yields; all shares of an iteration yield equally often.
   */
  slope(weights: Weights, iteration: number, share: number, common: Float64Array): Work;
  /** What the validation problems say. */
  judge(weights: Weights): readonly number[];
  /** Whether weights of this iteration may be chosen. */
  counts(iteration: number): boolean;
  /** What the numbers of `judge` and `chance` are, what the latter are of, and where each is read; families follow one another. */
  readonly measure: string;
  readonly yardstick: string;
  readonly columns: readonly string[];
  /** What an iteration is part of, in words. */
  stage(iteration: number): string;
  /** How much there is to do in the iterations before this one, in any unit. */
  work(iteration: number): number;
  /** Whether a training can go on from a checkpoint made before this iteration: nothing is carried over to it. */
  fresh(iteration: number): boolean;
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

/** Follows a course, from the start or from where a state stands; yields after every iteration. */
export async function* follow(
  course: Course,
  { from, gradients = inThisThread(course) }: TrainingOptions = {},
): AsyncGenerator<TrainingState> {
  let state = from ?? beginning(course);
  let bad = 0;
  for (; state.iteration < course.iterations; ) {
    const { iteration } = state;
    const { loss, gradient } = await gradients(state.weights, iteration);
    const next = Number.isFinite(loss)
      ? adamStep(state.weights, state.adam, gradient, course.adam(iteration))
      : undefined;
    bad = next === undefined ? bad + 1 : 0;
    if (bad === HOPELESS) {
      throw new Error(
        `${course.name}: ${HOPELESS} gradients in a row were not finite, the last at iteration ${iteration}`,
      );
    }
    state = {
      ...state,
      ...(next === undefined ? { skipped: state.skipped + 1 } : { ...next, losses: [...state.losses, loss] }),
      iteration: iteration + 1,
    };
    if (state.iteration === course.iterations || state.iteration % course.every === 0) state = looked(course, state);
    yield state;
    await new Promise(setImmediate); // let signals in
  }
}

/** A batch cut in two, where it has two problems. */
export function halved(batch: number): readonly Rows[] {
  const half = Math.ceil(batch / 2);
  return batch === 1
    ? [{ from: 0, to: 1 }]
    : [
        { from: 0, to: half },
        { from: half, to: batch },
      ];
}

/** Gradients computed share by share in this thread. */
export function inThisThread(course: Course): Gradients {
  const common = new Float64Array(course.common ?? 0);
  return async (weights, iteration) => {
    const counts = course.shares(iteration);
    const shares = counts.map((_, share) => course.slope(weights, iteration, share, common));
    return summed(await sideBySide(shares, () => {}), counts);
  };
}

/** Takes some shares to where each yields, again and again until all are done; `meet` waits until other threads' are as far. */
export async function sideBySide(shares: readonly Work[], meet: () => void | Promise<void>): Promise<readonly Slope[]> {
  for (;;) {
    const turns = shares.map((share) => ('next' in share ? share.next() : { done: true, value: share }));
    if (turns.every(({ done }) => done)) return turns.map(({ value }) => value as Slope);
    await meet();
  }
}

/** The looks at which a training had lost what it had won before: worse than the yardstick, though once better. */
export function divergences({ curve, chance }: TrainingState): readonly number[] {
  const lost = ({ score }: Look): boolean => !(score < mean(chance));
  const won = curve.findIndex((look) => !lost(look));
  return curve.filter((look, i) => won >= 0 && i > won && lost(look)).map(({ iteration }) => iteration);
}

/** A training before its first iteration. */
function beginning(course: Course): TrainingState {
  const { weights, chance } = course.begin();
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

function looked(course: Course, state: TrainingState): TrainingState {
  const best = course.judge(state.weights);
  const look: Look = {
    iteration: state.iteration,
    loss: state.losses.length > 0 ? mean(state.losses) : null,
    best,
    score: mean(best),
  };
  const better = state.chosen === undefined || look.score < state.chosen.look.score;
  const chosen = course.counts(state.iteration - 1) && better ? { weights: state.weights, look } : state.chosen;
  return { ...state, curve: [...state.curve, look], chosen, losses: [] };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
