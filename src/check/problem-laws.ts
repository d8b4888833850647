/** What every problem keeps: it says who it is, and its oracle is a function of the point, the seed and the ticket. */
import type { Vector } from '../math/vector.ts';
import type { Observation } from '../problem.ts';
import { type Evidence, firstEvidence, type Law } from './law.ts';
import { type Looker, type Probe, probe as probed } from './probe.ts';
import { samePoint, show, unfitName } from './wording.ts';

/** Value and gradient together may be summed in another order than the value alone. */
const ROUNDING = 1e-9;

/** The laws of problems and their oracles. */
export const problemLaws: readonly Law<Probe>[] = [
  {
    name: 'the id is fit for a file name',
    test: ({ problem }) => unfitName(problem.id),
  },
  {
    name: 'the source is named',
    test: ({ problem: { source } }) =>
      typeof source === 'string' && source.trim() !== '' ? undefined : `source is ${JSON.stringify(source)}`,
  },
  {
    name: 'values are finite numbers',
    test: async ({ problem: { space, order }, sights }) =>
      firstEvidence(await sights(), ({ before, observation }) => {
        const fault = malformed(observation, space.dim, order);
        return fault === undefined ? undefined : `at ${show(before)}: ${fault}`;
      }),
  },
  {
    name: 'same seed, same observations, in any order',
    async test({ problem: { space }, sights, opened }) {
      const backwards = [...(await sights())].reverse();
      return opened((oracle) =>
        firstEvidence(backwards, async ({ id, x, before, observation }) => {
          const again = await oracle.at(space.decode(x), id);
          if (sameObservation(observation, again)) return undefined;
          return `ticket ${id} at ${show(before)}: ${word(observation)} asked in order, ${word(again)} in reverse`;
        }),
      );
    },
  },
  {
    name: 'looking twice with one ticket shows the same',
    test: ({ problem: { space }, points, opened }) =>
      opened(async (oracle) => {
        const [point, copy] = [space.decode(points[0]!), space.decode(points[0]!)];
        const [a, b] = [await oracle.at(point, 7), await oracle.at(copy, 7)];
        return sameObservation(a, b) ? undefined : `at ${show(copy)}: first ${word(a)}, then ${word(b)}`;
      }),
  },
  {
    name: 'looking does not change x',
    test: async ({ sights }) =>
      firstEvidence(await sights(), ({ point, before }) =>
        samePoint(point, before) ? undefined : `${show(before)} became ${show(point)}`,
      ),
  },
  {
    name: 'the value is the same with and without its gradient',
    async test({ problem: { space, order }, points, opened }) {
      if (order === 0) return undefined;
      return opened(async (oracle) => {
        const [point, copy] = [space.decode(points[0]!), space.decode(points[0]!)];
        const [{ value: a }, { value: b }] = [await oracle.at(point, 0, 0), await oracle.at(copy, 0, 1)];
        return Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a))
          ? undefined
          : `at ${show(copy)}: ${a} without the gradient, ${b} with it`;
      });
    },
  },
  {
    name: 'gradients are those of finite differences',
    async test(probe) {
      const { problem, subject, points } = probe;
      if (problem.order === 0) return undefined;
      // Where gradients are noisy on purpose, those beneath the noise.
      const exact = problem.clean === undefined ? probe : probed(subject.split('/')[0]!, problem.clean);
      return exact.opened((oracle) => firstEvidence(points, (x) => gradientFault(exact, oracle, x)));
    },
  },
  {
    name: 'noise in gradients leaves values alone',
    async test({ problem: { clean, space }, sights, rng }) {
      if (clean === undefined) return undefined;
      const oracle = await clean.start(rng('oracle'));
      const { signal } = new AbortController();
      try {
        return await firstEvidence(await sights(), async ({ id, x, before, observation }) => {
          const { value } = await oracle.evaluate(space.decode(x), { id, order: 1, signal });
          return Math.abs(value - observation.value) <= ROUNDING * Math.max(1, Math.abs(value))
            ? undefined
            : `at ${show(before)}: ${observation.value}, and ${value} without the noise`;
        });
      } finally {
        await oracle.close?.();
      }
    },
  },
];

function malformed({ value, gradient, score, violation }: Observation, dim: number, order: number): Evidence {
  if (!Number.isFinite(value)) return `the value is ${String(value)}`;
  if (score !== undefined && !Number.isFinite(score)) return `the score is ${String(score)}`;
  if (violation !== undefined && !(violation >= 0 && violation < Number.POSITIVE_INFINITY)) {
    return `the violation is ${String(violation)}`;
  }
  if (order === 0) return undefined;
  if (!(gradient instanceof Float64Array)) return 'the problem is of order 1 and gives no gradient (a Float64Array)';
  if (gradient.length !== dim) return `the gradient has ${gradient.length} components, the space ${dim} coordinates`;
  return gradient.every(Number.isFinite) ? undefined : `the gradient is ${show(gradient)}`;
}

function sameObservation(a: Observation, b: Observation): boolean {
  const sameGradient = a.gradient === undefined ? b.gradient === undefined : samePoint(a.gradient, b.gradient);
  return (
    Object.is(a.value, b.value) && Object.is(a.score, b.score) && Object.is(a.violation, b.violation) && sameGradient
  );
}

function word({ value, score }: Observation): string {
  return score === undefined ? String(value) : `${value} (score ${score})`;
}

/** Steps in units of the coordinate's range; the best of them counts, since each function has a step of its own. */
const STEPS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;
const TOLERANCE = 1e-4;

/**
 * Central differences of the oracle along coordinates (all of a small space, eight drawn from a large one) and, for what
 * those leave out, along three random directions. All with one ticket, so that noise and minibatch stand still.
 */
async function gradientFault({ problem, rng }: Probe, oracle: Looker, x: Vector): Promise<Evidence> {
  const { space } = problem;
  const draw = rng('directions');
  // Away from the bounds, so that both neighbours are inside.
  const u = space.bounded ? x.map((value) => 0.02 + 0.96 * value) : x;
  const { value: middle, gradient } = await oracle.at(space.decode(u));
  const slopes = space.pullback(u, gradient!);
  const coordinates =
    space.dim <= 12 ? Array.from(u, (_, i) => i) : Array.from({ length: 8 }, () => draw.integer(space.dim));
  const directions = [
    ...coordinates.map((i) => u.map((_, k) => (k === i ? 1 : 0))),
    ...Array.from({ length: 3 }, () => unit(u.map(() => draw.normal()))),
  ];
  const steepest = norm(slopes);
  return firstEvidence(directions, async (direction) => {
    const claimed = slopes.reduce((sum, slope, i) => sum + slope * direction[i]!, 0);
    let closest = Number.POSITIVE_INFINITY;
    let measured = Number.NaN;
    for (const step of STEPS) {
      const at = async (h: number) => (await oracle.at(space.decode(u.map((v, i) => v + h * direction[i]!)))).value;
      const difference = ((await at(step)) - (await at(-step))) / (2 * step);
      if (Math.abs(difference - claimed) >= closest) continue;
      closest = Math.abs(difference - claimed);
      measured = difference;
      if (closest <= TOLERANCE * Math.abs(claimed)) return undefined;
    }
    const scale = Math.max(Math.abs(claimed), Math.abs(measured), TOLERANCE * steepest, TOLERANCE * Math.abs(middle));
    if (closest <= 10 * TOLERANCE * scale) return undefined;
    return `at ${show(space.decode(u))}, along ${show(direction)}: the gradient says ${claimed}, differences say ${measured}`;
  });
}

function unit(direction: Vector): Vector {
  const length = norm(direction);
  return direction.map((value) => value / length);
}

function norm(a: Vector): number {
  return Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
}
