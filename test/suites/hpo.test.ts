import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { findProblem, type NamedPoint, type Observation, type Oracle, stream } from 'optbench';
import { describe, expect, it } from 'vitest';
import { solve } from '../../suites/hpo/cholesky.ts';
import { dataSets, load } from '../../suites/hpo/data.ts';
import { fourierFeatures } from '../../suites/hpo/features.ts';
import { deal } from '../../suites/hpo/folds.ts';
import suite, { admissions, candidates, problem } from '../../suites/hpo/index.ts';
import type { Learner } from '../../suites/hpo/learner.ts';
import { type Metric, totalLoss } from '../../suites/hpo/loss.ts';
import { cut, type Split } from '../../suites/hpo/split.ts';

interface Fitted {
  readonly learner: string;
  readonly data: string;
  readonly point: NamedPoint;
  readonly value: number;
  readonly score: number;
}
const reference = JSON.parse(readFileSync(new URL('./hpo.reference.json', import.meta.url), 'utf8')) as {
  readonly fits: readonly Fitted[];
};

const candidate = (learner: string, data: string) =>
  [...candidates()].find(([l, d]) => l.name === learner && d.name === data)!;
const start = async (learner: string, data: string): Promise<Oracle<NamedPoint>> =>
  problem(...candidate(learner, data)).start(stream('test'));
const look = async (oracle: Oracle<NamedPoint>, point: NamedPoint): Promise<Observation> =>
  oracle.evaluate(point, { id: 0, order: 0, signal: new AbortController().signal });

describe('the data', () => {
  it('is what the table says, and small', () => {
    for (const dataSet of dataSets) {
      const { y, x } = load(dataSet);
      expect(x.every(Number.isFinite) && y.every(Number.isFinite), dataSet.name).toBe(true);
      if (dataSet.task.kind === 'classification') expect(new Set(y).size).toBe(dataSet.task.classes);
    }
    const folder = new URL('../../suites/hpo/data/', import.meta.url);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(new URL(name, folder)).size, 0);
    expect(bytes).toBeLessThan(600_000);
  });

  it('is dealt into folds that differ by one row at most, in each class too', () => {
    const { task } = dataSets.find(({ name }) => name === 'weather')!;
    const { y } = load(dataSets.find(({ name }) => name === 'weather')!);
    const part = deal(y, 5, task, stream('test'));
    const sizes = (wanted: (row: number) => boolean) =>
      [0, 1, 2, 3, 4].map((fold) => part.filter((p, row) => p === fold && wanted(row)).length);
    const differ = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);
    expect(differ(sizes(() => true))).toBeLessThanOrEqual(1);
    for (let c = 0; c < task.classes; c++) expect(differ(sizes((row) => y[row] === c))).toBeLessThanOrEqual(1);
  });

  it('is standardised by the training rows alone, and every row judges once a repeat', () => {
    const wages = dataSets.find(({ name }) => name === 'wages')!;
    const { validation, test } = cut(wages);
    for (const { train } of [...validation, test]) {
      for (let j = 0; j < train.x.columns; j++) {
        const column = Array.from({ length: train.x.rows }, (_, i) => train.x.data[i * train.x.columns + j]!);
        expect(column.reduce((sum, v) => sum + v, 0) / column.length).toBeCloseTo(0, 10);
        expect(column.reduce((sum, v) => sum + v * v, 0) / column.length).toBeCloseTo(1, 10);
      }
    }
    const judged = validation.reduce((sum, { judge }) => sum + judge.y.length, 0);
    expect(judged).toBe(test.train.y.length);
    expect(judged + test.judge.y.length).toBe(wages.rows);
  });
});

describe('the losses', () => {
  const two = { kind: 'classification', classes: 2 } as const;
  it('are their formulas', () => {
    const y = Float64Array.of(0, 1);
    const p = Float64Array.of(0.8, 0.2, 1, 0);
    expect(totalLoss('log-loss', p, y, two)).toBeCloseTo(-Math.log(0.8) - Math.log(1e-7), 12);
    expect(totalLoss('brier-score', p, y, two)).toBeCloseTo(0.08 + 2, 12);
    expect(totalLoss('error-rate', Float64Array.of(0, 0), y, two)).toBe(1);
    expect(totalLoss('relative-squared-error', Float64Array.of(0.5, 3), y, { classes: 0 })).toBeCloseTo(4.25, 12);
  });
});

describe('the learners', () => {
  // The other data sets take longer and show nothing new; docs/hpo.md has all of them.
  const quick = ['iris', 'wine', 'cancer', 'penguins', 'diabetes', 'mpg'];
  it.each(['svm', 'boosting', 'logistic', 'ridge', 'knn'])(
    '%s agrees with scikit-learn 1.9.1 (boosting: with xgboost 3.2.0) on the same folds',
    async (learner) => {
      for (const { data, point, value, score } of reference.fits.filter(
        (fit) => fit.learner === learner && quick.includes(fit.data),
      )) {
        const got = await look(await start(learner, data), point);
        // Single precision, and twenty rounds of it, for the linear booster.
        const tolerance = point['booster'] === 'gblinear' ? 1e-3 : 1e-6;
        const place = `${learner}-${data} ${JSON.stringify(point)}`;
        expect(Math.abs(got.value - value), place).toBeLessThanOrEqual(tolerance * value);
        expect(Math.abs(got.score! - score), place).toBeLessThanOrEqual(tolerance * score);
      }
    },
  );

  const average = async (name: string, data: string, point: NamedPoint): Promise<number> => {
    const [learner, dataSet, metric] = candidate(name, data);
    const splits = cut(dataSet).validation.slice(0, 5);
    const predict = await learner.open(dataSet.task);
    const one = ({ train, judge, rescale }: Split, i: number, seed: number): number => {
      const predicted = predict(point, train, judge.x, stream('seed', seed, i));
      return (rescale * totalLoss(metric, predicted, judge.y, dataSet.task)) / judge.y.length;
    };
    const losses = [0, 1, 2, 3, 4, 5].flatMap((seed) => splits.map((split, i) => one(split, i, seed)));
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const forest = { trees: 40, depth: 10, leaf: 2, features: 0.4, bootstrap: true, sample: 0.8 };
  const mlp = { rate: 0.01, l2: 0.01, activation: 'tanh', layers: 2, width1: 16, width2: 8 };
  // scikit-learn 1.9.1, RandomForest and MLP with the same settings: mean and standard deviation over 6 seeds.
  it.each([
    ['forest', 'wine', forest, 0.0784, 0.0052],
    ['forest', 'penguins', forest, 0.0372, 0.0021],
    ['forest', 'mpg', forest, 0.1513, 0.0043],
    ['mlp', 'iris', mlp, 0.1001, 0.0064],
    ['mlp', 'weather', mlp, 0.6527, 0.0122],
    ['mlp', 'diabetes', mlp, 0.5337, 0.0135],
  ] as const)(
    "%s on %s is as good as scikit-learn's, on average over seeds",
    async (name, data, point, mean, deviation) => {
      // Two means of six: three standard errors of their difference.
      const tolerance = 3 * deviation * Math.sqrt(2 / 6);
      expect(Math.abs((await average(name, data, point)) - mean)).toBeLessThan(tolerance);
    },
  );

  it('random Fourier features have the Gaussian kernel for their inner product', () => {
    const rng = stream('test', 'fourier');
    const data = Float64Array.from({ length: 2 * 3 }, () => rng.normal());
    const { data: z, columns } = fourierFeatures(3, 20_000, 0.3, rng)({ rows: 2, columns: 3, data });
    let product = 0;
    for (let j = 0; j < columns - 1; j++) product += z[j]! * z[columns + j]!;
    const gap = [0, 1, 2].reduce((sum, j) => sum + (data[j]! - data[3 + j]!) ** 2, 0);
    // Twenty thousand cosines: a standard error of 0.007 at most.
    expect(Math.abs(product - Math.exp(-0.3 * gap))).toBeLessThan(0.03);
  });

  it('a matrix that is not positive definite is refused with its pivot', () => {
    expect(() => solve(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(/pivot 1 of 2 is -3/);
    expect(Array.from(solve(Float64Array.of(4, 0, 2, 5), Float64Array.of(8, 8)))).toEqual([1.5, 1]);
  });
});

describe('an evaluation', () => {
  const points: Readonly<Record<string, readonly [NamedPoint, NamedPoint]>> = {
    svm: [
      { cost: 1, kernel: 'rbf', gamma: 0.1 },
      { cost: 10, kernel: 'polynomial', gamma: 0.1, degree: 3 },
    ],
    boosting: [
      { booster: 'gbtree', rounds: 10, eta: 0.3, lambda: 1, depth: 4, subsample: 0.6 },
      { booster: 'gblinear', rounds: 12, eta: 0.1, lambda: 1 },
    ],
    forest: [
      { trees: 9, depth: 5, leaf: 2, features: 0.5, bootstrap: true, sample: 0.7 },
      { trees: 12, depth: 3, leaf: 1, features: 1, bootstrap: false },
    ],
    mlp: [
      { rate: 0.01, l2: 0.01, activation: 'relu', layers: 1, width1: 6 },
      { rate: 0.02, l2: 0.1, activation: 'tanh', layers: 2, width1: 5, width2: 4 },
    ],
    logistic: [
      { l2: 0.01, map: 'linear' },
      { l2: 0.01, map: 'fourier', gamma: 0.1, features: 16 },
    ],
    knn: [
      { k: 3, weights: 'uniform', p: 2 },
      { k: 9, weights: 'distance', p: 1.3 },
    ],
  };

  it.each(Object.entries(points))('by %s leaves nothing behind: A, B and A again', async (learner, [a, b]) => {
    const oracle = await start(learner, 'iris');
    const first = await look(oracle, a);
    const other = await look(oracle, b);
    expect(await look(oracle, a)).toEqual(first);
    expect(await look(await start(learner, 'iris'), b)).toEqual(other);
    expect(first.value).not.toBe(other.value);
  });

  it.each(['svm', 'boosting'])('by %s is the same in a worker thread', async (learner) => {
    const id = `${learner}-wine`;
    const oracle = (await findProblem(suite, id)!.start(stream('test'))) as Oracle<NamedPoint>;
    const here = [await look(oracle, points[learner]![0]), await look(oracle, points[learner]![1])];
    const worker = new Worker(new URL('./hpo.worker.mjs', import.meta.url), {
      workerData: { id, points: points[learner] },
      execArgv: ['--conditions=optbench-source'],
    });
    const there = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(there).toEqual(here);
  });

  it.each(['svm', 'boosting'])('by %s gives its memory back: 200 fits', async (name) => {
    const [learner, { task }] = candidate(name, 'wine');
    const { test } = cut(candidate(name, 'wine')[1]);
    const predict = await (learner as Learner).open(task);
    const point = points[name]![0];
    const fits = (count: number): number => {
      for (let i = 0; i < count; i++) predict(point, test.train, test.judge.x, stream('test'));
      return process.memoryUsage().rss;
    };
    const before = fits(60);
    expect(fits(140) - before).toBeLessThan(60e6);
  });

  it('listens to no event of the process', async () => {
    const events = ['uncaughtException', 'unhandledRejection'];
    const before = events.map((event) => process.listenerCount(event));
    await start('svm', 'iris');
    await start('boosting', 'iris');
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });
});

describe('the suite', () => {
  it('admits what was measured to matter: at least 24 problems of 5 learners on 6 data sets', () => {
    const rows = new Map(admissions().map((row) => [row.id, row]));
    for (const [learner, { name }] of candidates()) expect(rows.has(`${learner.name}-${name}`)).toBe(true);
    const problems = [...suite.problems()];
    expect(problems.length).toBeGreaterThanOrEqual(24);
    const facts = problems.map((p) => p.facts as Readonly<Record<string, unknown>>);
    expect(new Set(facts.map((f) => f['learner'])).size).toBeGreaterThanOrEqual(5);
    expect(new Set(facts.map((f) => f['data'])).size).toBeGreaterThanOrEqual(6);
    for (const { id, space } of problems) {
      expect(rows.get(id)!.ratio, id).toBeGreaterThanOrEqual(3);
      expect([1, 2, 3, 4, 6], id).toContain(space.dim);
      const [, median, most] = rows.get(id)!.milliseconds;
      expect(median, id).toBeGreaterThan(5);
      expect(most, id).toBeLessThan(2000);
    }
  });

  it('says what it judges by', () => {
    const metrics: readonly Metric[] = ['error-rate', 'log-loss', 'brier-score', 'relative-squared-error'];
    for (const { facts } of suite.problems()) expect(metrics).toContain(facts!['metric']);
  });
});
