/** What every known optimum keeps: the minimizers attain it, and nothing beats it. */
import { stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import { startingPoint } from '../problem.ts';
import { outside } from '../space.ts';
import { type Evidence, firstEvidence, type Law } from './law.ts';
import { type Probe, somewhere } from './probe.ts';
import { show } from './wording.ts';

/** How far a score may be from the optimum for rounding's sake, relative to the optimum or 1. */
const ROUNDING = 1e-8;

const RANDOM_POINTS = 100;
const NEIGHBOURS = 20;

/** The laws of problems whose optimum is known. */
export const optimumLaws: readonly Law<Probe>[] = [
  {
    name: 'the known minimizers attain the optimum',
    async test({ problem: { optimum, minimizers = [], space }, opened }) {
      if (minimizers.length === 0) return undefined;
      if (optimum === undefined) return 'there are minimizers but no optimum';
      return opened((oracle) =>
        firstEvidence(minimizers, async (minimizer) => {
          const fault = outside(space, space.encode(minimizer));
          if (fault !== undefined) return `the minimizer ${show(minimizer)} is not in the space: ${fault}`;
          const score = await oracle.score(structuredClone(minimizer));
          if (Math.abs(score - optimum) <= slack(optimum)) return undefined;
          return `the optimum is ${optimum}, the score at the minimizer ${show(minimizer)} is ${score}`;
        }),
      );
    },
  },
  {
    name: 'nothing beats the optimum',
    async test(probe) {
      const { problem, opened } = probe;
      const { optimum, space } = problem;
      if (optimum === undefined) return undefined;
      return opened((oracle) =>
        firstEvidence(candidates(probe), async (x): Promise<Evidence> => {
          const point = space.decode(x);
          const score = await oracle.score(point);
          return score < optimum - slack(optimum)
            ? `the optimum is ${optimum}, the score at ${show(point)} is ${score}`
            : undefined;
        }),
      );
    },
  },
  {
    name: 'runs do not begin at the optimum',
    async test({ problem, subject, opened }) {
      const { optimum, space } = problem;
      if (optimum === undefined) return undefined;
      const x0 = startingPoint(problem, stream('check', subject, 'x0'));
      return opened(async (oracle) => {
        const point = space.decode(x0);
        const score = await oracle.score(point);
        return score > optimum + slack(optimum)
          ? undefined
          : `x0 = ${show(point)} has the score ${score}: nothing to do`;
      });
    },
  },
];

function slack(optimum: number): number {
  return ROUNDING * Math.max(1, Math.abs(optimum));
}

/** Random points, and points around each minimizer, near and very near. */
function* candidates({ problem, points, rng }: Probe): Iterable<Vector> {
  yield* points;
  const draw = rng('candidates');
  for (let i = 0; i < RANDOM_POINTS; i++) yield somewhere(problem, draw.split(i));
  const { space, minimizers = [] } = problem;
  for (const minimizer of minimizers) {
    const centre = space.encode(minimizer);
    for (let i = 0; i < NEIGHBOURS; i++) {
      const size = 10 ** (-1 - (i % 6));
      const x = centre.map((value) => value + size * draw.normal());
      yield space.bounded ? x.map((value) => Math.min(1, Math.max(0, value))) : x;
    }
  }
}
