/**
 * Several problems at once, side by side in one x, their values added: a method that has one step size for everything must
 * find one that suits all. Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize: the sums of its corpus.
 */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Block, Observation, Oracle, Problem } from '../problem.ts';
import { reals } from '../space.ts';

/** f_1(x_1) + f_2(x_2) + ... over problems on R^n; each keeps its own blocks, its own start and its own noise. */
export function sumOf(id: string, source: string, members: readonly Problem[]): Problem {
  for (const { id: member, space, order, judge } of members) {
    const reason = space.bounded
      ? 'lives in a box'
      : order !== 1
        ? 'reveals no gradients'
        : judge && 'has a score that costs';
    if (reason)
      throw new Error(`sumOf: ${id}: ${member} ${reason}; a sum takes problems of order 1 on R^n without that`);
  }
  const parts = partsOf(members);
  const dim = members.reduce((sum, { space }) => sum + space.dim, 0);
  const sum: Record<string, unknown> & Omit<Problem, 'optimum' | 'minimizers'> = {
    id,
    space: reals(dim),
    order: 1,
    source,
    facts: { sumOf: members.map((member) => ({ id: member.id, ...member.facts })) },
    blocks: members.flatMap(({ blocks, space }, i): readonly Block[] =>
      (blocks ?? [{ name: 'x', shape: [space.dim] }]).map(({ name, shape }) => ({ name: `${i + 1}.${name}`, shape })),
    ),
    get optimum() {
      const optima = members.map(({ optimum }) => optimum);
      return optima.some((optimum) => optimum === undefined) ? undefined : optima.reduce((a, b) => a! + b!, 0);
    },
    get minimizers() {
      const firsts = members.map(({ minimizers }) => minimizers?.[0] as Vector | undefined);
      return firsts.some((x) => x === undefined) ? undefined : [joined(dim, firsts as Vector[])];
    },
    init: (rng: Rng) =>
      joined(
        dim,
        members.map(({ init, space }, i) =>
          init === undefined ? new Float64Array(space.dim) : (init(rng.split('init', i)) as Vector),
        ),
      ),
    ...(members.some(({ clean }) => clean !== undefined) && {
      clean: sumOf(
        id,
        source,
        members.map((member) => member.clean ?? member),
      ),
    }),
    start(rng: Rng): Oracle {
      const oracles = members.map((member, i) => synchronous(member, member.start(rng.split('start', i))) as Oracle);
      return {
        evaluate(point, ticket) {
          let value = 0;
          const gradient = new Float64Array(ticket.order === 1 ? dim : 0);
          oracles.forEach((oracle, i) => {
            const part = (point as Vector).subarray(parts[i]!.from, parts[i]!.to);
            const seen = synchronous(members[i]!, oracle.evaluate(part, ticket)) as Observation;
            value += seen.value;
            if (ticket.order === 1) gradient.set(seen.gradient!, parts[i]!.from);
          });
          return ticket.order === 1 ? { value, gradient } : { value };
        },
      };
    },
  };
  return sum as unknown as Problem;
}

/** Where each problem's coordinates lie. */
function partsOf(members: readonly Problem[]): readonly { readonly from: number; readonly to: number }[] {
  let to = 0;
  return members.map(({ space }) => {
    const from = to;
    to += space.dim;
    return { from, to };
  });
}

function joined(dim: number, parts: readonly Vector[]): Vector {
  const x = new Float64Array(dim);
  let at = 0;
  for (const part of parts) {
    x.set(part, at);
    at += part.length;
  }
  return x;
}

function synchronous<T>({ id }: Problem, answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new Error(`sumOf: ${id} answers asynchronously; a sum takes formulas`);
  return answer;
}
