/** Settings of a method say of themselves which method they are and at which learning rate. */
import { settings } from 'optbench';
import { expect, it } from 'vitest';
import { asOptimizer } from '../../src/cli/plugins.ts';

const [listed, more] = await Promise.all([
  import('../../baselines/adam.ts').then((module) => module.default),
  import('../../baselines/powersign.ts').then((module) => module.default),
]);

it('at every rate of the grid and at any other, with a schedule and without', () => {
  expect(listed.map(({ rated }) => rated?.method)).toEqual(listed.map(() => 'adam'));
  expect(listed.map(({ name, rated }) => name === `adam-${rated?.rate}`)).toEqual(listed.map(() => true));
  expect(listed.named('adam-0.02')?.rated).toEqual({ method: 'adam', rate: 0.02 });
  expect(listed.named('adam-1e-7-linear-cosine')?.rated).toEqual({ method: 'adam-linear-cosine', rate: 1e-7 });
  expect(more.named('powersign-ld-0.5')?.rated).toEqual({ method: 'powersign-ld', rate: 0.5 });
});

it('tuned with a schedule, where that was tuned, at the rate of that', () => {
  const make = ({ name }: { readonly name: string }) => ({ ...listed[0]!, name });
  const made = settings({ name: 'm', rate: 0.5, tuned: 0.1, tunedWith: { cosine: 0.3 }, make });
  const names = ['tuned', 'tuned-cosine', 'tuned-linear', 'default-cosine'].map(
    (rest) => made.named(`m-${rest}`)?.name,
  );
  expect(names).toEqual(['m-0.1', 'm-0.3-cosine', 'm-0.1-linear', 'm-0.5-cosine']);
});

it('whatever the method makes of them', () => {
  class Search {
    readonly name: string;
    readonly order = 1;
    readonly source = 'a class';
    constructor(name: string) {
      this.name = name;
    }
    start(): never {
      throw new Error('never asked');
    }
  }
  const [made] = settings({ name: 'class', rate: 0.5, make: ({ name }) => new Search(name) });
  expect(made?.rated).toEqual({ method: 'class', rate: 0.5 });
  expect(made?.start).toBeTypeOf('function');
});

it('and a plug-in that says it wrong is refused', () => {
  const optimizer = { name: 'x', order: 1, source: 'here', start: () => ({}), rated: { method: 'x', rate: -1 } };
  expect(() => asOptimizer(optimizer, 'x.ts')).toThrow(
    /x\.ts: 'rated' is \{ method, rate \} with a rate above 0, got \{"method":"x","rate":-1\}/,
  );
});
