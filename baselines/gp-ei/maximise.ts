/**
 * Where an acquisition function is largest. Many candidates are judged: Sobol points, which look everywhere, and the best
 * points told, moved a little, which look close by. The most promising are refined by projected L-BFGS with integers
 * relaxed and choices held, then snapped; a local search over discrete neighbours follows. A point that was evaluated before
 * is not proposed again.
 */
import { type Acquisition, lbfgs, type Posterior, type Rng, type Space, type Vector } from 'optbench';
import type { Cells } from './cells.ts';

/** What is maximised, and over what. */
export interface Hunt {
  readonly space: Space;
  readonly cells: Cells;
  readonly model: Posterior;
  readonly acquisition: Acquisition;
  /** The value to improve on, as the model sees values. */
  readonly best: number;
  /** The most promising points told, the best first. */
  readonly elite: readonly Vector[];
  /** Points spread over the cube. */
  readonly spread: readonly Vector[];
  /** Whether a point may be proposed: it was not before, and lies where it should. */
  allowed(x: Vector): boolean;
  readonly rng: Rng;
}

interface Candidate {
  readonly x: Vector;
  readonly value: number;
}

/** Candidates close to the elite. */
const CLOSE = 256;
/** Candidates refined of those far and those close. */
const REFINED = 4;
const ITERATIONS = 40;
/** Steps of the local search over neighbours. */
const HOPS = 10;

/** The most promising point that may be proposed, or undefined where none was found. */
export function maximise(hunt: Hunt): Vector | undefined {
  const { space, cells } = hunt;
  const judged = (x: Vector): Candidate => ({ x, value: merit(hunt, x) });
  const firstAllowed = (candidates: readonly Candidate[]): Vector | undefined =>
    descending(candidates).find(({ x }) => hunt.allowed(x))?.x;
  if (cells.all !== undefined) return firstAllowed(cells.all.map(judged));

  const far = hunt.spread.map((x) => judged(space.snap(x)));
  const close = nearby(hunt).map((x) => judged(space.snap(x)));
  const starts = [far, close].flatMap((group) => descending(group).slice(0, REFINED)).map(({ x }) => x);
  const refined = [...starts, ...hunt.elite.slice(0, 1)].map((x) => judged(space.snap(climb(hunt, x))));
  const hopped = cells.mixed ? refined.map((candidate) => hop(hunt, candidate, judged)) : refined;
  return firstAllowed([...hopped, ...refined, ...far, ...close]);
}

function merit({ model, acquisition, best }: Hunt, x: Vector): number {
  return acquisition.judge(model.predict(x), best).value;
}

/** The elite, each moved by normal steps of a size between 1e-4 and 1/3; choices change now and then. */
function nearby({ elite, cells, rng }: Hunt): readonly Vector[] {
  return Array.from({ length: CLOSE }, (_, k) => {
    const size = 10 ** (-4 + 3.5 * rng.next());
    return elite[k % elite.length]!.map((xi, i) => {
      if (cells.unordered[i]) return rng.next() < 0.8 ? xi : rng.next();
      return Math.min(1, Math.max(0, xi + size * rng.normal()));
    });
  });
}

/** Uphill from x in the coordinates that can move. */
function climb({ cells, model, acquisition, best }: Hunt, x: Vector): Vector {
  const movable = cells.movable(x);
  const loss = (at: Vector, gradient: Vector): number => {
    const prediction = model.slopes(at);
    const { value, byMean, byStd } = acquisition.judge(prediction, best);
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = movable[i] ? -(byMean * prediction.meanGradient[i]! + byStd * prediction.stdGradient[i]!) : 0;
    }
    return -value;
  };
  const low = x.map((xi, i) => (movable[i] ? 0 : xi));
  const high = x.map((xi, i) => (movable[i] ? 1 : xi));
  return lbfgs(loss, x, { low, high, iterations: ITERATIONS, gradientTolerance: 1e-5, valueTolerance: 1e-7 }).x;
}

/** From neighbour to better neighbour, uphill along the real coordinates after each step. */
function hop(hunt: Hunt, from: Candidate, judged: (x: Vector) => Candidate): Candidate {
  let here = from;
  for (let step = 0; step < HOPS; step++) {
    const next = best(hunt.cells.neighbours(here.x).map(judged));
    if (next === undefined || next.value <= here.value) break;
    const climbed = judged(hunt.space.snap(climb(hunt, next.x)));
    here = climbed.value > next.value ? climbed : next;
  }
  return here;
}

function best(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>((a, b) => (a !== undefined && a.value >= b.value ? a : b), undefined);
}

function descending(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((a, b) => b.value - a.value);
}
