/** The gradient methods take the steps that other programs take, and keep to the box and to finite numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Block,
  box,
  learningRates,
  type Optimizer,
  reals,
  type Settings,
  type Space,
  schedules,
  stream,
  type Vector,
} from 'optbench';
import { describe, expect, it } from 'vitest';

type Points = readonly (readonly number[])[];
interface Reference {
  readonly A: Points;
  readonly c: readonly number[];
  readonly inputs: Points;
  readonly targets: Points;
  readonly x0: readonly number[];
  readonly blocks: readonly Block[];
  readonly steps: number;
  readonly recorded: readonly number[];
  /** By method, then by function: the points after the recorded steps. */
  readonly methods: Readonly<Record<string, Readonly<Record<string, Points>> & { readonly by: string }>>;
}
const reference: Reference = JSON.parse(
  readFileSync(new URL('./gradient-methods.reference.json', import.meta.url), 'utf8'),
);

/** Every file of baselines/ that exports methods with learning rates. */
const files: readonly Settings[] = (
  await Promise.all(
    readdirSync(new URL('../../baselines', import.meta.url))
      .filter((file) => file.endsWith('.ts'))
      .map(async (file) => (await import(`../../baselines/${file.slice(0, -3)}.ts`)).default as Settings | Optimizer),
  )
).filter((exported): exported is Settings => 'methods' in exported);
const all = files.flat();
const named = (name: string): Optimizer =>
  files.map((file) => file.named(name)).find((optimizer) => optimizer !== undefined)!;

type Objective = (x: Vector) => { readonly value: number; readonly gradient: Vector } | undefined;

/** The points that a method asks for, and where it stands at last; undefined is a failed evaluation. */
function drive(optimizer: Optimizer, objective: Objective, x0: Vector, steps: number, space: Space = reals(x0.length)) {
  const { blocks } = reference;
  const whole = x0.length === reference.x0.length ? blocks : [{ name: 'x', shape: [x0.length, 1] }];
  const search = optimizer.start({ space, blocks: whole, x0, budget: steps, workers: 1, rng: stream('path') });
  const asked = Array.from({ length: steps + 1 }, (_, id) => {
    const x = search.ask(id) as Vector;
    if (id < steps) search.tell({ id, x, ...(objective(x) ?? { value: Number.POSITIVE_INFINITY }) });
    return x;
  });
  return { asked, stands: search.current?.() };
}
const fit = all.filter(({ unfit }) => unfit === undefined);
const at = (...gradient: readonly number[]) => ({ value: 0, gradient: Float64Array.from(gradient) });
const unit = (n: number): Space => box(Array.from({ length: n }, () => [0, 1] as const));
const slope =
  (...gradient: readonly number[]): Objective =>
  () =>
    at(...gradient);
/** A plane, as far as gradients can tell: f = g'x. */
const line =
  (gradient: (x: Vector) => Vector): Objective =>
  (x) => {
    const g = gradient(x);
    return { value: g.reduce((sum, v, i) => sum + v * x[i]!, 0), gradient: g };
  };
const bowl: Objective = (x) => ({
  value: x.reduce((sum, v, i) => sum + (1 + i) * v * v, 0) / 2,
  gradient: x.map((v, i) => (1 + i) * v),
});

/** The two functions of the reference program. */
const objectives: Readonly<Record<string, (x: Vector) => { value: number; gradient: Vector }>> = {
  quadratic(x) {
    const { A, c } = reference;
    const Ax = A.map((row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0));
    return {
      value: Ax.reduce((sum, ax, i) => sum + 0.5 * x[i]! * ax - c[i]! * x[i]!, 0),
      gradient: Float64Array.from(Ax, (ax, i) => ax - c[i]!),
    };
  },
  network(x) {
    const gradient = new Float64Array(9);
    let value = 0;
    reference.inputs.forEach((input, k) => {
      for (const j of [0, 1, 2]) {
        const out = Math.tanh(input.reduce((sum, v, i) => sum + v * x[3 * i + j]!, 0) + x[6 + j]!);
        const error = out - reference.targets[k]![j]!;
        const back = error * (1 - out * out);
        value += 0.5 * error * error;
        for (const [i, v] of input.entries()) gradient[3 * i + j]! += v * back;
        gradient[6 + j]! += back;
      }
    });
    return { value, gradient };
  },
};

describe('the gradient methods', () => {
  describe.each(Object.entries(reference.methods))('%s takes the steps of', (name, { by, ...paths }) => {
    it.each(Object.keys(objectives))(`${by}, %s`, (objective) => {
      const { x0, steps, recorded } = reference;
      const { asked } = drive(named(name), objectives[objective]!, Float64Array.from(x0), steps);
      expect([...asked[0]!]).toEqual(x0);
      // The first gradient leaves SOAP one direction of the columns without a moment: rounding (1e-17) is divided by eps there.
      const tolerance = name.startsWith('soap') ? 1e-7 : 1e-12;
      for (const [k, point] of paths[objective]!.entries()) close(asked[recorded[k]!]!, point, tolerance);
      for (const [k, t] of recorded.entries()) {
        const expected = paths[`${objective} stands`]?.[k];
        if (expected === undefined) continue;
        // The budget is no part of these methods, so that stopping at t is being at t; they stand where they had their last
        // gradient, which is the one after t steps.
        close(drive(named(name), objectives[objective]!, Float64Array.from(x0), t + 1).stands!, expected);
      }
    });
  });

  it('each have a reference', () => {
    const known = new Set(Object.keys(reference.methods).map((name) => name.replace(/-[\d.]+$/, '')));
    expect(files.flatMap(({ methods }) => methods.map(({ name }) => name)).filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  it('begin with what their authors recommend, and hold the 15 rates of the grid', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const file of files) {
      const { name, rate } = file.methods[0]!;
      expect(file[0]!.name).toBe(`${name}-${rate}`);
      for (const method of file.methods) {
        for (const r of learningRates)
          expect(file.some((optimizer) => optimizer.name === `${method.name}-${r}`)).toBe(true);
      }
    }
  });

  it('project onto the box', () => {
    for (const optimizer of fit) {
      const downhill = line((x) => x.map((_, i) => [1e3, -1e3, 0][i]!));
      const { asked } = drive(optimizer, downhill, Float64Array.of(0.5, 0.5, 0.5), 100, unit(3));
      expect(
        asked.every((x) => x.every((v) => v >= 0 && v <= 1)),
        optimizer.name,
      ).toBe(true);
      expect(asked.at(-1)![2], optimizer.name).toBe(0.5);
    }
    const { asked } = drive(named('sgd-0.01'), slope(1e3, -1e3), Float64Array.of(0.5, 0.5), 1, unit(2));
    expect([...asked[1]!]).toEqual([0, 1]);
  });

  it('step half-way back from a failure until there is a gradient again', () => {
    const { asked } = drive(named('sgd-1'), ([x]) => (x! > 2 ? undefined : at(-8)), Float64Array.of(0), 5);
    expect(asked.map(([x]) => x)).toEqual([0, 8, 4, 2, 10, 6]);
  });

  it('begin elsewhere where the start fails', () => {
    for (const file of files) {
      const { asked } = drive(file[0]!, () => undefined, Float64Array.of(0.5, 0.5), 20, unit(2));
      expect(new Set(asked.map((x) => x.join())).size, file[0]!.name).toBe(21);
    }
  });

  it('stay finite in R^n whatever the gradient is', () => {
    for (const optimizer of all) {
      for (const size of [1e300, 1e-300, 0]) {
        const { asked, stands } = drive(
          optimizer,
          line((x) => x.map(() => -size)),
          Float64Array.of(1, 2),
          50,
        );
        expect(
          asked.every((x) => x.every(Number.isFinite)),
          `${optimizer.name}, ${size}`,
        ).toBe(true);
        expect(stands === undefined || stands.every(Number.isFinite), optimizer.name).toBe(true);
      }
    }
  });

  it('come near the minimum of a bowl from one of their rates', () => {
    for (const file of files) {
      for (const { name } of file.methods) {
        const found = learningRates.map((rate) => {
          const { asked } = drive(file.named(`${name}-${rate}`)!, bowl, Float64Array.from(reference.x0), 300);
          return bowl(asked.at(-1)!)!.value;
        });
        expect(Math.min(...found), name).toBeLessThan(0.05);
      }
    }
  });
});

describe('the names of settings', () => {
  const adam = files.find((file) => file[0]!.name === 'adam-0.001')!;

  it('say a rate off the grid, a schedule, the default and the tuned rate', () => {
    const names = ['adam-0.02', 'adam-1e-8', 'adam-0.1-cosine', 'adam-0.1-linear-cosine', 'adam-1e-7-warmup-cosine'];
    expect(names.map((name) => adam.named(name)?.name)).toEqual(names);
    expect(adam.named('adam-default')?.name).toBe('adam-0.001');
    expect(adam.named('adam-default-linear')?.name).toBe('adam-0.001-linear');
    expect(named('schedule-free-sgd-0.5-cosine').name).toBe('schedule-free-sgd-0.5-cosine');
    expect(named('powersign-ld-0.5').name).toBe('powersign-ld-0.5');
  });

  it('are one for each setting', () => {
    const wrong = [
      'adam',
      'adam-',
      'adam-0.10',
      'adam-0',
      'adam--1',
      'adam-1e999',
      'adam-NaN',
      'adam-Infinity',
      'adamw-1',
    ];
    const alike = ['adam-0.1-constant', 'adam-0.1-cosin', 'adam-cosine', 'adam-0.1-cosine-linear', 'adam-0.1-'];
    for (const name of [...wrong, ...alike]) expect(adam.named(name), name).toBeUndefined();
    expect(named('lbfgs-0.1-cosine')).toBeUndefined();
  });

  it('with a schedule multiply every step by its factor', () => {
    for (const { name, factor } of schedules.slice(1)) {
      const { asked } = drive(named(`sgd-0.1-${name}`), slope(1), Float64Array.of(0), 20);
      const steps = asked.slice(1).map((x, k) => (asked[k]![0]! - x[0]!) / 0.1);
      steps.forEach((step, k) => void expect(step, `${name}, ${k + 1}`).toBeCloseTo(factor(k + 1, 20), 12));
    }
  });
});

describe('the schedules', () => {
  const factors = (name: string, T: number) =>
    Array.from({ length: T }, (_, k) => schedules.find((schedule) => schedule.name === name)!.factor(k + 1, T));

  it('begin with 1 but for a warm-up, and never end in 0', () => {
    for (const { name } of schedules) {
      for (const T of [1, 2, 7, 100]) {
        const [first, ...rest] = factors(name, T);
        expect(first, name).toBeCloseTo(name === 'warmup-cosine' ? 1 / Math.ceil(0.05 * T) : 1, 2);
        expect(Math.min(first!, ...rest), name).toBeGreaterThan(0);
      }
    }
  });

  it('have the values of their formulas', () => {
    expect(factors('linear', 4)).toEqual([1, 0.75, 0.5, 0.25]);
    expect(factors('cosine', 2)[1]).toBeCloseTo(0.5, 15);
    expect(factors('inverse-sqrt', 4)[3]).toBe(0.5);
    expect(factors('exponential', 2)[1]).toBeCloseTo(0.1, 15);
    expect(factors('linear-cosine', 2)[1]).toBeCloseTo(0.251, 15); // tf.train.linear_cosine_decay, its defaults
    expect(factors('warmup-cosine', 40).slice(0, 4)).toEqual([0.5, 1, 1, 0.5 * (1 + Math.cos(Math.PI / 38))]);
  });
});

/** To 1e-12, relative to the point. */
function close(x: Vector, expected: readonly number[], tolerance = 1e-12): void {
  const size = Math.max(...expected.map(Math.abs), 1);
  const off = Math.max(...expected.map((v, i) => Math.abs(v - x[i]!)));
  expect(off / size).toBeLessThan(tolerance);
}
