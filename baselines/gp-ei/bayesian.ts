/**
 * Bayesian optimisation: a Gaussian process is fitted to what was told, and the point where its acquisition function is largest
 * is proposed. What is fitted and what is maximised are parts that are handed in.
 *
 * Begins with x0 and scrambled Sobol points. Points that are out are taken as told with the posterior mean as their value
 * (Ginsbourger, Le Riche & Carraro 2010, kriging believer), so that the next proposal goes elsewhere.
 *
 * Deviation: expected improvement polishes the best basin to the last digit while a model that is sure, and wrong, sees nothing
 * elsewhere. Once little is left to gain there, or nothing has been gained for ten trials, three proposals in four improve on the best point outside that basin; where
 * that promises little too, the next Sobol point is taken, which owes nothing to the model.
 */
import {
  type Acquisition,
  expectedImprovement,
  type Kernel,
  type Optimizer,
  type Posterior,
  posterior,
  type Rng,
  type Search,
  type Setup,
  sobol,
  sobolDimensions,
  squaredDistance,
  type Vector,
} from 'optbench';
import { cells } from './cells.ts';
import { maximise } from './maximise.ts';
import type { Fitted, Treatment } from './treatment.ts';

/** The parts of a Bayesian optimiser. */
export interface Parts {
  readonly name: string;
  readonly source: string;
  readonly kernel: Kernel;
  readonly treatment: Treatment;
  readonly acquisition: Acquisition;
}

/** Fits take O(n^3): beyond this the last proposals would take minutes each. */
const MOST_TRIALS = 1000;
/** Points that look everywhere, per proposal. */
const SPREAD = 512;
/** Points told around which more are tried. */
const ELITE = 3;
/** An expected improvement below this, in standard deviations of the values told, is no longer all that is sought. */
const WORTHWHILE = 2e-3;
/** With so little to gain, one proposal in this many still polishes the best point. */
const POLISHING = 4;
/** So many trials without a gain worth the name also mean that there is little left. */
const STALE = 10;
/** How far off a search for another basin keeps, in length-scales. */
const FAR = 2;
/** Even points tried before a point is proposed a second time. */
const PATIENCE = 1000;

/** Puts a Bayesian optimiser together. */
export function bayesian(parts: Parts): Optimizer {
  return {
    name: parts.name,
    order: 0,
    source: parts.source,
    unfit({ space, budget }) {
      if (!space.bounded) return 'needs a bounded space: its model and its search live in [0, 1]^n';
      if (budget > MOST_TRIALS) {
        return `a proposal takes O(n^3): the budget must be at most ${MOST_TRIALS} evaluations, got ${budget}`;
      }
      return undefined;
    },
    start: (setup) => search(parts, setup),
  };
}

function search({ kernel, treatment, acquisition }: Parts, { space, x0, rng }: Setup): Search {
  const { dim } = space;
  const structure = cells(space);
  const { unordered } = structure;
  const update = treatment.open(rng.split('treatment'));
  const design = evenPoints(dim, rng.split('design'));
  const spread = evenPoints(dim, rng.split('spread'));
  const designSize = Math.max(5, dim + 1);
  let proposed = 0;
  /** Proposals at which there was little to gain. */
  let exhausted = 0;

  const points: Vector[] = [];
  const values: number[] = [];
  const seen = new Set<string>();
  const pending = new Map<number, Vector>();
  /** The fit to what has been told so far, until more is told. */
  let fitted: Fitted | undefined;

  /** The posterior given what was told and, believing it, what is out. */
  const model = ({ hyperparameters, mean, y }: Fitted): Posterior => {
    const told = posterior(kernel, hyperparameters, points, y, { unordered, mean });
    if (pending.size === 0) return told;
    const out = [...pending.values()];
    const believed = out.map((x) => told.predict(x).mean);
    const both = Float64Array.of(...y, ...believed);
    return posterior(kernel, hyperparameters, [...points, ...out], both, { unordered, mean });
  };

  const propose = (id: number): Vector => {
    if (proposed === 0) return x0;
    if (proposed < designSize || !values.some(Number.isFinite)) return even();
    fitted ??= update({ points, values, unordered });
    const { y } = fitted;
    const ranked = [...y.keys()].sort((a, b) => y[a]! - y[b]!);
    const asking = rng.split('ask', id);
    const given = model(fitted);
    const incumbent = points[ranked[0]!]!;
    const { lengthScales } = fitted.hyperparameters;
    /** The most promising point at least this many length-scales from the best one, and what it promises. */
    const beyond = (radius: number) => {
      const isBeyond = (x: Vector) => squaredDistance(x, incumbent, lengthScales, unordered) >= radius * radius;
      const there = ranked.filter((i) => isBeyond(points[i]!));
      if (there.length === 0) return undefined;
      const best = y[there[0]!]!;
      const x = maximise({
        space,
        cells: structure,
        model: given,
        acquisition,
        best,
        elite: there.slice(0, ELITE).map((i) => points[i]!),
        spread: Array.from({ length: SPREAD }, spread),
        allowed: (x) => !seen.has(keyOf(x)) && isBeyond(x),
        rng: asking.split(radius),
      });
      return x && { x, worthwhile: expectedImprovement.judge(given.predict(x), best).value >= WORTHWHILE };
    };
    const found = beyond(0);
    if (found === undefined) return even();
    const going = found.worthwhile && sinceGain(y) < STALE;
    if (going || ++exhausted % POLISHING === 0) return found.x;
    const elsewhere = beyond(FAR);
    return elsewhere?.worthwhile ? elsewhere.x : even();
  };

  /** The next even point not seen yet; after a thousand in vain the space counts as exhausted. */
  const even = (): Vector => {
    let x = space.snap(design());
    for (let k = 0; k < PATIENCE && seen.has(keyOf(x)); k++) x = space.snap(design());
    return x;
  };

  return {
    ask(id) {
      const x = space.snap(propose(id));
      proposed++;
      seen.add(keyOf(x));
      pending.set(id, x);
      return x.slice();
    },
    tell({ id, x, value }) {
      pending.delete(id);
      points.push(space.snap(x));
      values.push(value);
      fitted = undefined;
    },
  };
}

/** How points are told apart. */
function keyOf(x: Vector): string {
  return x.join();
}

/** How many values ago the least value became less by a worthwhile step. */
function sinceGain(y: Vector): number {
  let level = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i]! > level - WORTHWHILE) continue;
    level = y[i]!;
    last = i;
  }
  return y.length - 1 - last;
}

/** A scrambled Sobol sequence, or uniform points in more dimensions than there are direction numbers for. */
function evenPoints(dim: number, rng: Rng): () => Vector {
  if (dim > sobolDimensions) return () => Float64Array.from({ length: dim }, () => rng.next());
  const sequence = sobol(dim, { scramble: rng });
  return () => sequence.next();
}
