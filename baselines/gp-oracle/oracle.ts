/**
 * GP-EI that knows the prior: the functions' own kernel and length-scale are held fixed, zero mean, unit variance, no noise.
 * Chen et al. (2017), section 3.1, run Spearmint with such fixed hyper-parameters: the bar for learned optimizers on draws
 * from a Gaussian-process prior. Plain expected improvement (Jones, Schonlau & Welch 1998, eq. 15), begun with x0 alone.
 *
 * EI has a maximum around every good point told and is flat far from all of them, so it is looked at in two ways: at points
 * spread over the cube, whose posterior is kept up to date all along, and at points around the best ones told. The most
 * promising of both are climbed from by projected L-BFGS on log EI (Ament et al. 2023), which has the same maxima and a slope
 * where EI underflows.
 *
 * `standardised` forgets mean and variance of the prior: those of the values told take their place, as in programs that standardise
 * what they are told before they fit, Spearmint among them.
 */
import {
  lbfgs,
  logExpectedImprovement,
  type Minimum,
  type Optimizer,
  type Prediction,
  type Rng,
  type Search,
  type Setup,
  sobol,
  type Vector,
} from 'optbench';
import { GrowingPosterior, type Prior } from './growing.ts';

/** A proposal takes O(n^2), a run O(n^3). */
const MOST_TRIALS = 1000;
/** Points spread over the cube. */
const SPREAD = 1024;
/** Points told around which others are tried, and how many around each. */
const ELITE = 8;
const AROUND = 16;
/** Climbs begin at so many of the points spread, and of those around the elite. */
const STARTS_SPREAD = 4;
const STARTS_AROUND = 8;
const ITERATIONS = 30;
/** The model's values have unit variance; what lies beyond this is not of its world, and is cut so that squares stay finite. */
const LARGEST = 1e6;

/** What the oracle knows. */
export interface Knowledge extends Prior {
  /** Whether it goes by the mean and the variance of the values told, not by 0 and 1. */
  readonly standardised?: boolean;
}

/** GP-EI with this prior. */
export function oracle(name: string, prior: Knowledge): Optimizer {
  return {
    name,
    order: 0,
    source:
      'Chen et al. (2017), section 3.1, Spearmint with fixed hyper-parameters; Jones, Schonlau & Welch (1998), eq. 15',
    unfit({ space: { bounded, coordinates }, budget }) {
      if (!bounded) return 'needs a bounded space: its prior is one of functions on [0, 1]^n';
      const other = coordinates.find(({ kind }) => kind !== 'real');
      if (other !== undefined)
        return `its prior is one of functions of real coordinates; ${other.name} is ${other.kind}`;
      if (budget > MOST_TRIALS) return `a run takes O(n^3): the budget must be at most ${MOST_TRIALS}, got ${budget}`;
      return undefined;
    },
    start: (setup) => search(prior, setup),
  };
}

interface Candidate {
  readonly x: Vector;
  readonly merit: number;
}

function search(prior: Knowledge, { space, x0, rng }: Setup): Search {
  const sequence = sobol(space.dim, { scramble: rng.split('spread') });
  const spread = Array.from({ length: SPREAD }, () => sequence.next());
  const model = new GrowingPosterior(prior, spread);
  const told: { readonly x: Vector; readonly y: number }[] = [];
  const pending = new Map<number, Vector>();
  let proposed = 0;

  const propose = (id: number): Vector => {
    if (proposed++ === 0) return x0;
    if (prior.standardised) model.believe(...meanAndDeviation(told.map(({ y }) => y)));
    // What is out counts as told, with what is expected of it (Ginsbourger et al. 2010, kriging believer).
    for (const x of pending.values()) model.add(x, model.predict(x).mean);
    const ranked = told.toSorted((a, b) => a.y - b.y);
    const best = ranked[0]?.y ?? 0; // before the first value: what the prior expects
    const merit = (prediction: Prediction) => logExpectedImprovement.judge(prediction, best).value;
    const elite = ranked.slice(0, ELITE).map(({ x }) => x);
    const far = spread.map((x, c) => ({ x, merit: merit(model.predictWatched(c)) }));
    const close = elite
      .flatMap((x) => around(x, prior.lengthScale, rng.split('around', id, x.join())))
      .map((x) => ({ x, merit: merit(model.predict(x)) }));
    const starts = [...most(far, STARTS_SPREAD), ...most(close, STARTS_AROUND)];
    const found = starts.map(({ x }) => climb(model, best, x)).reduce((a, b) => (b.value < a.value ? b : a));
    model.truncate(told.length);
    return found.x;
  };

  return {
    ask(id) {
      const x = space.snap(propose(id));
      pending.set(id, x);
      return x.slice();
    },
    tell({ id, x, value }) {
      pending.delete(id);
      const worst = told.reduce((a, { y }) => Math.max(a, y), 0);
      const y = Number.isFinite(value) ? Math.min(LARGEST, Math.max(-LARGEST, value)) : worst;
      told.push({ x: space.snap(x), y });
      model.add(told.at(-1)!.x, y);
    },
  };
}

/** Points in random directions, a hundredth to two length-scales off. */
function around(x: Vector, lengthScale: number, rng: Rng): readonly Vector[] {
  return Array.from({ length: AROUND }, () => {
    const direction = x.map(() => rng.normal());
    const size = (lengthScale * 2 * 200 ** -rng.next()) / Math.hypot(...direction);
    return x.map((xi, i) => Math.min(1, Math.max(0, xi + size * direction[i]!)));
  });
}

/** Uphill in log EI. */
function climb(model: GrowingPosterior, best: number, start: Vector): Minimum {
  const loss = (x: Vector, gradient: Vector): number => {
    const prediction = model.slopes(x);
    const { value, byMean, byStd } = logExpectedImprovement.judge(prediction, best);
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = -(byMean * prediction.meanGradient[i]! + byStd * prediction.stdGradient[i]!);
    }
    return -value;
  };
  const cube = { low: new Float64Array(start.length), high: new Float64Array(start.length).fill(1) };
  return lbfgs(loss, start, { ...cube, iterations: ITERATIONS, gradientTolerance: 1e-4, valueTolerance: 1e-6 });
}

function meanAndDeviation(y: readonly number[]): [mean: number, deviation: number] {
  const mean = y.reduce((sum, value) => sum + value, 0) / Math.max(y.length, 1);
  const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(y.length, 1);
  return [mean, Math.sqrt(variance) || 1];
}

function most(candidates: readonly Candidate[], count: number): readonly Candidate[] {
  return candidates.toSorted((a, b) => b.merit - a.merit).slice(0, count);
}
