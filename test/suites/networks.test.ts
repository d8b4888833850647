import { type Problem, run, startingPoint, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import adam from '../../baselines/adam.ts';
import { architecture, type Shape } from '../../suites/networks/architecture.ts';
import { shipped } from '../../suites/networks/data.ts';
import family from '../../suites/networks/family.ts';
import { networkProblem } from '../../suites/networks/find.ts';
import networks from '../../suites/networks/index.ts';
import { hits } from '../../suites/networks/losses/cross-entropy.ts';
import { dimOf } from '../../suites/networks/model.ts';
import { inKernel, inLoops, matrix, transposed } from '../../suites/networks/product/product.ts';
import { partOf } from '../../suites/networks/splits.ts';
import reference from './networks.reference.json' with { type: 'json' };

const signal = new AbortController().signal;
const found = (id: string): Problem<Vector> => networkProblem(id, 'test')!;

async function open(problem: Problem) {
  const oracle = await problem.start(stream('test', 'oracle'));
  return (x: Vector, id = 0) => oracle.evaluate(x, { id, order: 1, signal }) as { value: number; gradient: Vector };
}

/** The greatest difference between claimed and measured slopes along random directions, relative to the gradient. */
async function gradientError(problem: Problem<Vector>): Promise<number> {
  const rng = stream('test', problem.id);
  const look = await open(problem);
  const x = startingPoint(problem as Problem, rng.split('x0')).map((v) => v + 0.05 * rng.normal());
  const { gradient } = look(x);
  const length = Math.hypot(...gradient);
  let worst = 0;
  // Along the gradient of every block for itself, so that no tensor is left out, and along random directions.
  const directions: Vector[] = [];
  let from = 0;
  for (const { shape } of problem.blocks!) {
    const to = from + shape.reduce((a, b) => a * b, 1);
    const [first, last] = [from, to];
    directions.push(gradient.map((g, i) => (i >= first && i < last ? g / length : 0)));
    from = to;
  }
  expect(from).toBe(problem.space.dim);
  for (let k = 0; k < 3; k++) {
    const v = Float64Array.from({ length: x.length }, () => rng.normal());
    const norm = Math.hypot(...v);
    directions.push(v.map((c) => c / norm));
  }
  for (const d of directions) {
    const claimed = d.reduce((sum, c, i) => sum + c * gradient[i]!, 0);
    const at = (h: number) => look(x.map((v, i) => v + h * d[i]!)).value;
    const h = 1e-5;
    const measured = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    worst = Math.max(worst, Math.abs(measured - claimed) / length);
  }
  return worst;
}

describe('networks', () => {
  it.each([
    'digits-logistic',
    'digits-mlp-sigmoid-20',
    'digits-mlp-tanh-13-7-b33',
    'digits-mlp-relu-20-20-b64-init0.1-ridge0.01',
    'digits-mlp-elu-9-rescale1',
    'cancer-mlp-softplus-5-full-rescale2tensor',
    'wine-mlp-relu-20-20-full',
    'digits-conv-relu-4-3-b9',
    'digits-conv-tanh-2-b9-he',
    'digits-rnn-tanh-7',
    'digits-rnn-softplus-5-b9-init0.1',
    'digits-lstm-6-b9',
    'digits-autoencoder-sigmoid-9-4-9',
    'digits-vae-softplus-12-3',
    'digits-vae-tanh-12-7-2-full-rescale1global',
    'sine-rnn-tanh-6',
    'sine-lstm-6',
    'sine-mlp-elu-8',
    'tiny-i001',
  ])('%s has the gradient that finite differences have', async (id) => {
    expect(await gradientError(found(id))).toBeLessThan(1e-6);
  });

  it.each(reference.networks)(
    '$name has the loss and the gradient that PyTorch has',
    ({ name, shape, ...expected }) => {
      const model = architecture(name.split('-'), shape as Shape)!.model();
      const [rows, dim] = [5, dimOf(model)];
      expect(dim).toBe(expected.dim);
      const theta = Float64Array.from({ length: dim }, (_, i) => 0.4 * Math.sin(i + 1));
      const batch = {
        rows,
        x: Float64Array.from({ length: rows * shape.inputs }, (_, k) => ((7919 * k + 13) % 101) / 101),
        target: Float64Array.from({ length: rows }, (_, r) => (shape.classes === 0 ? Math.sin(r) : r % shape.classes)),
        noise: Float64Array.from({ length: rows * (model.noise ?? 0) }, (_, k) => 1.5 * Math.cos(k)),
      };
      const gradient = new Float64Array(dim).fill(Number.NaN);
      const value = model.evaluate(theta, batch, gradient);
      expect(model.evaluate(theta, batch)).toBe(value);
      const along = gradient.reduce((sum, g, i) => sum + g * Math.cos(3 * i), 0);
      expect(Math.abs(value / expected.loss - 1)).toBeLessThan(1e-13);
      expect(Math.abs(Math.hypot(...gradient) / expected.norm - 1)).toBeLessThan(1e-12);
      expect(Math.abs(along - expected.along) / expected.norm).toBeLessThan(1e-12);
    },
  );

  it('draw a minibatch by the ticket, and take all rows where they are told to', async () => {
    const problem = found('digits-mlp-sigmoid-20');
    const x = startingPoint(problem as Problem, stream('x0'));
    const look = await open(problem);
    expect(look(x, 1).value).not.toBe(look(x, 2).value);
    const full = await open(found('digits-mlp-sigmoid-20-full'));
    expect(full(x, 1).value).toBe(full(x, 2).value);
  });

  it('fit, hold out and keep for families rows that have nothing in common', () => {
    const digits = shipped[0]!;
    const table = digits.read();
    const parts = (['test', 'train', 'validation'] as const).map((split) => partOf(digits, table, split));
    expect(parts.map(({ fit, heldOut }) => [fit.length, heldOut.length])).toEqual([
      [673, 225],
      [449, 150],
      [225, 75],
    ]);
    expect(new Set(parts.flatMap(({ fit, heldOut }) => [...fit, ...heldOut])).size).toBe(1797);
  });

  it('are learned: the held-out loss of digits falls to a tenth under Adam', async () => {
    const problem = found('digits-mlp-relu-32-b64') as Problem;
    const method = adam.find(({ name }) => name === 'adam-0.01')!;
    const { trials } = await run(method, problem, { suite: 'networks', seed: 0, budget: 300 });
    const judged = trials.flatMap(({ judged }) => (judged === undefined ? [] : [judged]));
    expect(judged[0]!).toBeGreaterThan(2);
    expect(judged.at(-1)!).toBeLessThan(0.25);
    const accuracies = trials.flatMap(({ accuracy }) => (accuracy === undefined ? [] : [accuracy]));
    expect(accuracies).toHaveLength(judged.length);
    expect(accuracies[0]!).toBeLessThan(0.4);
    expect(accuracies.at(-1)!).toBeGreaterThan(0.93);
  });

  it('tell the share of held-out rows in the right class, where there are classes', () => {
    // All weights 0: every row is put in the first class, and that holds a share of them.
    const digits = shipped[0]!;
    const table = digits.read();
    const { heldOut } = partOf(digits, table, 'test');
    const zeros = heldOut.filter((row) => table.labels[row] === 0).length;
    const { space, accuracy } = found('digits-mlp-relu-20');
    expect(accuracy!(new Float64Array(space.dim))).toBe(zeros / heldOut.length);
    expect(accuracy!(new Float64Array(space.dim).fill(Number.NaN))).toBe(0);
    for (const id of ['digits-autoencoder-relu-32-8-32', 'sine-lstm-20', 'tiny-i001'])
      expect(found(id).accuracy).toBeUndefined();
  });

  it('put rows in the class of the greatest output', () => {
    const y = Float64Array.of(1, 3, 2, 5, 5, 4, Number.NaN, 1, 0, 9, 9, 9);
    const batch = (...target: number[]) => ({ rows: 3, x: new Float64Array(), target: Float64Array.from(target) });
    expect(hits(3)(y, batch(1, 0, 0))).toBe(2);
    expect(hits(3)(y, batch(1, 1, 1))).toBe(1);
  });

  it('fail where they have diverged, and are judged worse than any other', async () => {
    for (const id of ['digits-mlp-relu-20', 'digits-vae-softplus-64-8', 'digits-conv-relu-8-16']) {
      const problem = found(id);
      const far = new Float64Array(problem.space.dim).map((_, i) => (i % 2 === 0 ? 1e200 : -1e200));
      expect(Number.isFinite((await open(problem))(far).value), id).toBe(false);
      expect(problem.judge!(far), id).toBe(Number.MAX_VALUE);
    }
  });

  it('are named in one way only', () => {
    expect(found('digits-mlp-sigmoid-20-b64-init0.01-ridge0.1-rescale3').id).toBe(
      'digits-mlp-sigmoid-20-b64-init0.01-ridge0.1-rescale3',
    );
    for (const id of [
      'digits',
      'digits-mlp',
      'digits-mlp-sigmoid',
      'digits-mlp-sine-20',
      'digits-mlp-sigmoid-020',
      'digits-mlp-sigmoid-20-b128',
      'digits-mlp-sigmoid-20-glorot',
      'digits-mlp-relu-20-he',
      'digits-mlp-sigmoid-20-init0.010',
      'digits-mlp-sigmoid-20-init0.01-b64',
      'digits-mlp-sigmoid-20-b64-b32',
      'digits-logistic-20',
      'wine-conv-relu-4',
      'digits-conv-relu-4-4-4-4',
      'digits-rnn-tanh-20-20',
      'digits-vae-softplus-20',
      'sine-logistic',
      'sine-lstm-20-full',
      'tiny-i01',
      'tiny-i000',
      'tiny-i0001',
      'tiny',
      'letters-mlp-sigmoid-20',
    ]) {
      expect(networks.find!(id), id).toBeUndefined();
    }
  });
});

describe('a product', () => {
  it('is the same in the kernel as in plain loops, bit for bit, for tiles of all sizes', () => {
    const rng = stream('test', 'product');
    const random = (length: number) => Float64Array.from({ length }, () => rng.normal());
    for (const [rows, inner, columns] of [
      [1, 1, 1],
      [4, 3, 4],
      [5, 7, 9],
      [13, 2, 6],
      [6, 5, 1],
      [64, 80, 23],
    ] as const) {
      for (const add of [false, true]) {
        const [a, b, c] = [random(rows * inner), random(inner * columns), random(3 + rows * (columns + 2))];
        for (const [A, B] of [
          [matrix(a, inner), matrix(b, columns)],
          [transposed(matrix(a, rows)), matrix(b, columns)],
          [matrix(a, inner), transposed(matrix(b, inner))],
        ] as const) {
          const [loops, kernel] = [c.slice(), c.slice()];
          // C inside a wider array, so that what lies around it must stay as it was.
          const at = (data: Vector) => ({ data, offset: 3, row: columns + 2, column: 1 });
          inLoops([rows, inner, columns], A, B, at(loops), add);
          inKernel([rows, inner, columns], A, B, at(kernel), add);
          expect(kernel).toEqual(loops);
          expect(kernel.subarray(0, 3)).toEqual(c.subarray(0, 3));
        }
      }
    }
  });
});

describe('the family of networks', () => {
  const names = ['digits-mlp-sigmoid-20', 'digits-mlp-relu-32-b64'];

  it('mixes networks by batch, with one space and one set of blocks in each', () => {
    const { sample } = family({ split: 'train', networks: names });
    const kinds = new Set<number>();
    for (let batch = 0; batch < 12; batch++) {
      const [a, b] = [sample(['t', batch, 0]), sample(['t', batch, 1])];
      expect(a.blocks).toEqual(b.blocks);
      expect(a.id).not.toBe(b.id);
      kinds.add(a.space.dim);
    }
    expect(kinds).toEqual(new Set([64 * 20 + 20 + 210, 64 * 32 + 32 + 330]));
  });

  it('refuses what it does not know', () => {
    const make = (settings: object) => () => family(settings as Parameters<typeof family>[0]);
    expect(make({ split: 'test', networks: names })).toThrow('split must be train or validation, got "test"');
    expect(make({ split: 'train', networks: [] })).toThrow('networks must be a list of names');
    expect(make({ split: 'train', networks: ['wine-mlp-relu-20'] })).toThrow('no network "wine-mlp-relu-20"');
    expect(make({ split: 'train', networks: names, width: 3 })).toThrow("no setting is called 'width'");
  });
});
