/** A problem seen through a change: what the change does not name stays as it is. */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Observation, Problem, Ticket } from '../problem.ts';

/** What a change leaves alone unless it says otherwise. What is derived from the formula (a minimizer, say) may be a getter. */
const kept: readonly (keyof Problem)[] = [
  'id',
  'space',
  'order',
  'optimum',
  'minimizers',
  'source',
  'facts',
  'blocks',
  'judge',
  'accuracy',
  'init',
  'start',
  'clean',
];

/** What a change may say anew; a getter may answer that there is none. */
export type Change = { readonly [Key in keyof Problem]?: Problem[Key] | undefined };

/** The problem with some of its members replaced; getters stay getters, so that nothing is computed before it is asked for. */
export function changed(problem: Problem, change: Change): Problem {
  const view = {};
  for (const key of kept) {
    if (!(key in problem)) continue;
    Object.defineProperty(view, key, {
      enumerable: true,
      configurable: true,
      get() {
        const member: unknown = problem[key];
        return typeof member === 'function' ? member.bind(problem) : member;
      },
    });
  }
  return Object.defineProperties(view, Object.getOwnPropertyDescriptors(change)) as Problem;
}

/** How an oracle that asks another changes the question and the answer. `rng` is the one it was opened with. */
export interface Relay {
  question?(point: Vector): Vector;
  answer(observation: Observation, ticket: Ticket, rng: Rng): Observation;
}

/** Opens the problem's oracle behind a relay; what was synchronous stays so. */
export function relayed(problem: Problem, { question = (point) => point, answer }: Relay): Problem['start'] {
  return (rng) =>
    after(problem.start(rng), (inner) => ({
      evaluate: (point, ticket) =>
        after(inner.evaluate(question(point as Vector), ticket), (observation) => answer(observation, ticket, rng)),
      close: () => inner.close?.(),
    }));
}

function after<A, B>(first: A | Promise<A>, then: (value: A) => B): B | Promise<B> {
  return first instanceof Promise ? first.then(then) : then(first);
}
