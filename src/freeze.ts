/**
 * From a rule and its trained weights to an ordinary optimizer.
 *
 * Parallel workers. A rule that was made for them skips, and proposes once more, while results are out; they are told in the
 * order in which they come in (Chen et al. 2017, section 2.3). For any other rule a point that is out is taken to come
 * back with the mean of the values seen (a constant liar, Ginsbourger et al. 2010), on a fork that is thrown away afterwards.
 *
 * Episodes. Beyond its horizon a rule has never been trained, and one that has settled in a valley stays there. At the
 * horizon, unless its weights are said to extrapolate, and where `patience` evaluations brought no progress (5 % of the spread
 * of the values), a new episode begins, in a cube whose axes are mirrored and permuted at random, otherwise than before, so
 * that it searches from elsewhere. What comes back later of an episode that is over is not told to the next one. With
 * `extrapolate` and without `patience` a run is one episode: the rule itself.
 *
 * While all values told are the same, three at least, there is nothing to go by: the next Sobol point is proposed.
 *
 * A proposal whose canonical point has been evaluated before would teach nothing. It is replaced by a normal step from
 * there, first 0.02 of the cube wide and wider each time, until it is new (for 32 attempts).
 */
import type { LearnedOptimizer, Rollout, Trained, TrainedSets } from './learned.ts';
import { type Rng, shuffled } from './math/random.ts';
import { type Sobol, sobol } from './math/sobol.ts';
import { spans } from './math/spans.ts';
import type { Vector } from './math/vector.ts';
import type { Optimizer, Search, Setup, Trial } from './optimizer.ts';
import type { Space } from './space.ts';

/** An ordinary optimizer from a rule and its weights, one set for each dimension. */
export function freeze(rule: LearnedOptimizer, trained: TrainedSets): Optimizer {
  return {
    name: rule.name,
    order: rule.order,
    source: rule.source,
    ...(rule.constraints && { constraints: true }),
    unfit({ space: { bounded, dim } }) {
      if (!bounded) return `${rule.name} proposes points of the unit cube; this space is unbounded`;
      if (!trained.dims.includes(dim)) {
        return `${rule.name} has weights for ${spans(trained.dims)} dimensions, not for ${dim}`;
      }
      return undefined;
    },
    start: (setup) => new FrozenSearch(rule, trained.of(setup.space.dim), setup),
  };
}

/** The share of the values' spread that counts as progress. */
const PROGRESS = 0.05;

class FrozenSearch implements Search {
  private readonly rule: LearnedOptimizer;
  private readonly trained: Trained;
  private readonly space: Space;
  private readonly rng: Rng;
  private readonly even: Sobol;
  /** Points of this episode whose results are not in. */
  private readonly out = new Map<number, Vector>();
  private readonly taken = new Set<string>();
  private readonly all = new Moments();
  private view: View;
  private rollout: Rollout;
  /** Whether what the rollout proposes was handed out. */
  private proposed = false;
  private episode = new Moments();
  private age = 0;
  private progressAt = 0;
  private record = Number.POSITIVE_INFINITY;

  constructor(rule: LearnedOptimizer, trained: Trained, { space, rng }: Setup) {
    this.rule = rule;
    this.trained = trained;
    this.space = space;
    this.rng = rng;
    this.even = sobol(space.dim, { scramble: rng.split('even') });
    this.view = plainView(space.dim);
    this.rollout = rule.rollout(trained.weights, space.dim);
    if (rule.parallel && this.rollout.skip === undefined) {
      throw new Error(`${rule.name}: a rule for parallel workers needs rollouts that can skip; add Rollout.skip`);
    }
  }

  ask(id: number): Vector {
    const wanted = this.all.count > 2 && this.all.spread === 0 ? this.even.next() : this.proposal();
    let x = wanted;
    for (let attempt = 0; attempt < 32 && this.taken.has(this.key(x)); attempt++) {
      const width = 0.02 * 1.15 ** attempt;
      x = wanted.map((centre) => mirrored(centre + width * this.rng.normal()));
    }
    this.taken.add(this.key(x));
    this.out.set(id, x);
    return x;
  }

  tell({ id, x, value, violation = 0 }: Trial): void {
    // Squares of what is told must be finite; a failure stays what it is.
    const seen = value === Number.POSITIVE_INFINITY ? value : Math.max(-1e150, Math.min(1e150, value));
    const feasible = violation === 0;
    if (feasible) this.all.add(seen);
    // What an earlier episode found would only lead back to where it ended.
    if (!this.out.delete(id)) return;
    if (feasible) this.episode.add(seen);
    this.age++;
    if (feasible && seen < this.record - PROGRESS * this.episode.spread) {
      this.record = seen;
      this.progressAt = this.age;
    }
    const { horizon, extrapolate = false, patience = Number.POSITIVE_INFINITY } = this.trained;
    const over = this.age >= horizon && !extrapolate;
    if (over || this.age - this.progressAt >= patience) this.begin();
    else {
      this.rollout.observe(inward(this.view, this.space.snap(x)), seen, violation);
      this.proposed = false;
    }
  }

  private begin(): void {
    this.rollout = this.rule.rollout(this.trained.weights, this.space.dim);
    this.proposed = false;
    this.view = anotherView(this.view, this.space.dim, this.rng);
    this.out.clear();
    this.episode = new Moments();
    this.age = 0;
    this.progressAt = 0;
    this.record = Number.POSITIVE_INFINITY;
  }

  private proposal(): Vector {
    if (this.rule.parallel) {
      if (this.proposed) this.rollout.skip!();
      this.proposed = true;
      return outward(this.view, this.rollout.propose());
    }
    if (this.out.size === 0) return outward(this.view, this.rollout.propose());
    const imagined = this.rollout.fork();
    for (const x of this.out.values()) imagined.observe(inward(this.view, this.space.snap(x)), this.episode.mean);
    return outward(this.view, imagined.propose());
  }

  private key(x: Vector): string {
    return this.space.snap(x).join();
  }
}

/** Count, mean and standard deviation of the finite values told (Welford 1962). */
class Moments {
  count = 0;
  mean = 0;
  private S = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    const delta = value - this.mean;
    this.count++;
    this.mean += delta / this.count;
    this.S += delta * (value - this.mean);
  }

  get spread(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.S / this.count);
  }
}

/** How the rule's cube lies in the space's: u_i = x_a(i), or 1 - x_a(i) where axis i is mirrored. */
interface View {
  readonly axis: readonly number[];
  readonly mirror: readonly boolean[];
}

const plainView = (dim: number): View => ({
  axis: Array.from({ length: dim }, (_, i) => i),
  mirror: new Array<boolean>(dim).fill(false),
});

function anotherView(last: View, dim: number, rng: Rng): View {
  const drawn = {
    axis: shuffled(plainView(dim).axis, rng),
    mirror: Array.from({ length: dim }, () => rng.next() < 0.5),
  };
  return JSON.stringify(drawn) === JSON.stringify(last) ? anotherView(last, dim, rng) : drawn;
}

function inward({ axis, mirror }: View, x: Vector): Vector {
  return Float64Array.from(axis, (a, i) => (mirror[i] ? 1 - x[a]! : x[a]!));
}

function outward({ axis, mirror }: View, u: Vector): Vector {
  const x = new Float64Array(u.length);
  axis.forEach((a, i) => {
    x[a] = mirror[i] ? 1 - u[i]! : u[i]!;
  });
  return x;
}

/** Folds a number back into [0, 1] at the faces. */
function mirrored(v: number): number {
  const w = Math.abs(v) % 2;
  return w > 1 ? 2 - w : w;
}
