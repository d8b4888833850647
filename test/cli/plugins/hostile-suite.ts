/** Objectives that go wrong at every fourth trial, each in its own way. */
import { isMainThread } from 'node:worker_threads';
import { box, type Observation, type Problem, type Suite, type Vector } from 'optbench';

const hoard: unknown[] = [];

const ways: Record<string, (x: Vector) => Observation | Promise<Observation>> = {
  throws() {
    throw new Error('no such luck');
  },
  nan: () => ({ value: Number.NaN }),
  string: () => ({ value: '3' as unknown as number }),
  infinite: () => ({ value: Number.POSITIVE_INFINITY }),
  hangs() {
    for (;;);
  },
  'never-answers': () => new Promise(() => {}),
  exits: () => process.exit(7),
  'throws-later'() {
    setTimeout(() => {
      throw new Error('too late');
    }, 5);
    return new Promise(() => {});
  },
  'fills-the-heap'() {
    for (;;) hoard.push({ more: [hoard.length] });
  },
  'fills-memory'() {
    for (;;) hoard.push(new Float64Array(4e6).fill(1));
  },
  aborts() {
    if (isMainThread) process.abort();
    return { value: 1 };
  },
};

const problem = (id: string): Problem<Vector> => ({
  id,
  space: box([[0, 1]]),
  order: 0,
  source: 'test',
  start: () => ({ evaluate: (x, { id: trial }) => (trial % 4 === 3 ? ways[id]!(x) : { value: x[0]! }) }),
});

const suite: Suite = {
  name: 'hostile',
  about: 'Bad objectives.',
  problems: () => Object.keys(ways).map((id) => problem(id) as Problem),
  budget: () => 5,
  seeds: 1,
};

export default suite;
