/** A problem under examination: an open oracle, and points at which to look. */
import { type Rng, stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import { type Observation, type Oracle, type Order, type Problem, startingPoint } from '../problem.ts';

/** A problem, its name in full, and a few points of its space. */
export interface Probe {
  readonly problem: Problem;
  /** 'gp/rbf-d6-i01' */
  readonly subject: string;
  /** As an optimizer would propose them. */
  readonly points: readonly Vector[];
  /** A stream for further points. */
  rng(label: string): Rng;
  /** What the points show when they are looked at in order, each by its own ticket; found once, since it may cost. */
  sights(): Promise<readonly Sight[]>;
  /** Opens an oracle for as long as `look` takes; always of the same seed. */
  opened<Result>(look: (oracle: Looker) => Promise<Result>): Promise<Result>;
}

/** One look at one point. */
export interface Sight {
  /** Of the ticket. */
  readonly id: number;
  readonly x: Vector;
  /** The point as the oracle was given it, and as it was before. */
  readonly point: unknown;
  readonly before: unknown;
  readonly observation: Observation;
}

/** An oracle with its tickets filled in. */
export interface Looker {
  /** Looks at a point in the problem's own coordinates. */
  at(point: unknown, id?: number, order?: Order): Promise<Observation>;
  /** What a report would judge there: the score, where there is one, else the value; +Infinity where it is infeasible. */
  score(point: unknown): Promise<number>;
}

const count = 2;

/** Prepares a problem. */
export function probe(suite: string, problem: Problem): Probe {
  const subject = `${suite}/${problem.id}`;
  const rng = (label: string) => stream('check', suite, problem.id, label);
  const points = Array.from({ length: count }, (_, i) => somewhere(problem, rng(`point ${i}`)));
  const opened: Probe['opened'] = async (look) => {
    const oracle = await problem.start(rng('oracle'));
    try {
      return await look(looker(oracle, problem));
    } finally {
      await oracle.close?.();
    }
  };
  let seen: Promise<readonly Sight[]> | undefined;
  const sights = (): Promise<readonly Sight[]> => {
    seen ??= opened(async (oracle) => {
      const list: Sight[] = [];
      for (const [id, x] of points.entries()) {
        const [point, before] = [problem.space.decode(x), structuredClone(problem.space.decode(x))];
        list.push({ id, x, point, before, observation: await oracle.at(point, id) });
      }
      return list;
    });
    return seen;
  };
  return { problem, subject, points, rng, sights, opened };
}

/** A random point: in the unit cube, or around the start in R^n. */
export function somewhere(problem: Problem, rng: Rng): Vector {
  const { space } = problem;
  if (space.bounded) return Float64Array.from({ length: space.dim }, () => rng.next());
  const step = 10 ** -rng.integer(3);
  return startingPoint(problem, rng.split('start')).map((x) => x + step * rng.normal());
}

function looker(oracle: Oracle, problem: Problem): Looker {
  const { signal } = new AbortController();
  const at = async (point: unknown, id = 0, order: Order = problem.order): Promise<Observation> =>
    oracle.evaluate(point, { id, order, signal });
  return {
    at,
    async score(point) {
      const { score, value, violation = 0 } = await at(point, 0, 0);
      if (violation > 0) return Number.POSITIVE_INFINITY;
      return score ?? problem.judge?.(point) ?? value;
    },
  };
}
