/** Optimizers that go wrong, each in its own way. */
import type { Optimizer, Search } from 'optbench';

const middle = (): Float64Array => Float64Array.of(0.5);
const hang = (): never => {
  for (;;);
};
const fail = (): never => {
  throw new Error('out of ideas');
};

/** Goes wrong when asked for trial 5. */
const asking = (name: string, ask: () => ReturnType<Search['ask']>): Optimizer => ({
  name,
  order: 0,
  source: 'test',
  start: () => ({ ask: (id) => (id === 5 ? ask() : middle()), tell() {} }),
});
const starting = (name: string, start: () => Search): Optimizer => ({ name, order: 0, source: 'test', start });

export default [
  asking('ask-throws', fail),
  asking('ask-outside', () => Float64Array.of(1.5)),
  asking('ask-nan', () => Float64Array.of(Number.NaN)),
  asking('ask-hangs', hang),
  asking('ask-never-answers', () => new Promise(() => {})),
  asking('ask-exits', () => process.exit(3)),
  { ...asking('gradient-ask-exits', () => process.exit(4)), order: 1 as const },
  starting('tell-hangs', () => ({ ask: middle, tell: hang })),
  starting('start-hangs', hang),
  starting('start-throws', fail),
  { ...starting('declines', fail), unfit: () => 'too hard for me' },
];
