/** Each law of optimizers catches the optimizer that breaks it, and no other law does. */
import { type Optimizer, type Search, type Setup, sequential, stream, type Trial, type Vector } from 'optbench';
import { checkOptimizer, optimizerLaws } from 'optbench/check';
import { expect, it } from 'vitest';

const draw = ({ space: { dim, bounded }, x0, rng }: Setup): Vector =>
  Float64Array.from({ length: dim }, (_, i) => (bounded ? rng.next() : x0[i]! + rng.normal()));

const sound: Optimizer = {
  name: 'sound',
  order: 0,
  source: 'test',
  start: (setup) => ({ ask: () => draw(setup), tell() {} }),
};

const starting = (start: (setup: Setup) => Search): Partial<Optimizer> => ({ start });
/** Told like this, it throws. */
const shocked = (by: (trial: Trial, before: readonly Trial[]) => boolean) =>
  starting((setup) => {
    const told: Trial[] = [];
    return {
      ask: () => draw(setup),
      tell(trial) {
        if (by(trial, told)) throw new Error('shocked');
        told.push(trial);
      },
    };
  });

let shared = 0;
const broken: readonly (readonly [law: string, evidence: RegExp, Partial<Optimizer>])[] = [
  ['the name is fit for a file name', /'a:b' is not fit/, { name: 'a:b' }],
  ['the source is named', /source is ""/, { source: '' }],
  ['it says why, where it is unfit, and is fit for something', /unfit for every exercise: no/, { unfit: () => 'no' }],
  [
    'it says why, where it is unfit, and is fit for something',
    /a reason that it does not name/,
    { unfit: ({ space }) => (space.bounded ? undefined : '') },
  ],
  [
    'same seed, same run',
    /on 'valley-d2': trial 0 is .* and then/,
    starting((setup) => {
      const rng = stream('run', shared++);
      return { ask: () => draw({ ...setup, rng }), tell() {} };
    }),
  ],
  [
    'two runs side by side do not disturb each other',
    /on 'valley-d2': trial/,
    (() => {
      let latest: Setup;
      return starting((setup) => {
        latest = setup;
        return { ask: () => draw({ ...setup, rng: latest.rng }), tell() {} };
      });
    })(),
  ],
  [
    'it never asks outside the space',
    /must be in \[0, 1\], got 1.5/,
    starting((setup) => {
      let asked = 0;
      const real = setup.space.bounded && setup.space.coordinates.some(({ kind }) => kind === 'real');
      return {
        ask: () => (++asked === 5 && real ? draw(setup).fill(1.5) : draw(setup)),
        tell() {},
      };
    }),
  ],
  [
    'it works with results told out of order',
    /waits though no trial is out/,
    starting((setup) => {
      let last = -1;
      return {
        ask: () => (last === 2 ? 'wait' : draw(setup)),
        tell({ id }) {
          if (last === -1) last = id;
        },
      };
    }),
  ],
  [
    'it survives failed evaluations',
    /threw when told trial 0: shocked/,
    shocked(({ value }) => value === Number.POSITIVE_INFINITY),
  ],
  [
    'it survives constant values',
    /threw when told trial 15: shocked/,
    shocked(({ id, value }, before) => id === 15 && before.every((trial) => trial.value === value && value === 3.5)),
  ],
  ['it survives huge values', /shocked/, shocked(({ value }) => Number.isFinite(value) && Math.abs(value) > 1e299)],
  [
    'it survives meeting the same points again',
    /shocked/,
    starting((setup) => {
      const met = new Set<string>();
      const isFew = setup.space.coordinates.every(({ kind }) => kind !== 'real');
      return {
        ask: () => draw(setup),
        tell({ x }) {
          const point = JSON.stringify(setup.space.decode(x));
          if (isFew && met.has(point)) throw new Error('shocked');
          met.add(point);
        },
      };
    }),
  ],
  [
    'it does not change what it is told',
    /it made/,
    starting((setup) => ({ ask: () => draw(setup), tell: ({ x }) => void x.fill(0) })),
  ],
  [
    'a proposal, once made, stays as it is',
    /trial 0 was .* and later became/,
    starting((setup) => {
      const buffer = new Float64Array(setup.space.dim);
      return {
        ask() {
          buffer.set(draw(setup));
          return buffer;
        },
        tell() {},
      };
    }),
  ],
];

const faults = async (optimizer: Optimizer) => (await checkOptimizer(optimizer)).filter((verdict) => !verdict.kept);

it('keeps a sound optimizer, and one that takes one step after another', async () => {
  expect(await faults(sound)).toEqual([]);
  const steps = sequential({
    name: 'steps',
    order: 0,
    source: 'test',
    *steps(setup) {
      for (;;) yield draw(setup);
    },
  });
  expect(await faults(steps)).toEqual([]);
});

it.each(broken)('%s: %s', async (law, evidence, fault) => {
  const found = await faults({ ...sound, ...fault });
  expect(found.map((verdict) => verdict.law)).toEqual([law]);
  expect(found[0]).toMatchObject({ kept: false, evidence: expect.stringMatching(evidence) });
});

it('every law has a culprit here', () => {
  const caught = new Set([...broken.map(([law]) => law), 'it spends the budget, not one more']);
  expect(optimizerLaws.map(({ name }) => name).filter((law) => !caught.has(law))).toEqual([]);
});

it('an optimizer for one dimension only is exercised there', async () => {
  const dims = new Set<number>();
  const picky: Optimizer = {
    ...sound,
    unfit: ({ space: { bounded, dim } }) =>
      bounded && dim === 6 ? undefined : `weights are for 6 dimensions, not ${dim}`,
    start(setup) {
      dims.add(setup.space.dim);
      return sound.start(setup);
    },
  };
  expect(await faults(picky)).toEqual([]);
  expect([...dims]).toEqual([6]);
});

it('an optimizer that gives up early does not spend its budget', async () => {
  const tired = starting((setup) => {
    let asked = 0;
    return { ask: () => (asked++ < 10 ? draw(setup) : 'wait'), tell() {} };
  });
  const laws = (await faults({ ...sound, ...tired })).map(({ law }) => law);
  expect(laws).toEqual(['it spends the budget, not one more', 'it survives meeting the same points again']);
});

it('an optimizer that needs gradients is exercised only where there are some', async () => {
  const told: (Vector | undefined)[] = [];
  const descent: Optimizer = {
    ...sound,
    order: 1,
    start: (setup) => ({
      ask: () => draw(setup),
      tell: ({ gradient, value }) => void (value < 100 && told.push(gradient)),
    }),
  };
  expect(await faults(descent)).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  expect(told.every((gradient) => gradient instanceof Float64Array)).toBe(true);
});
