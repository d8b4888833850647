import { expect, test } from 'vitest';
import {
  type Acquisition,
  expectedImprovement,
  logExpectedImprovement,
  logProbabilityOfImprovement,
  lowerConfidenceBound,
  probabilityOfImprovement,
} from '../../src/math/gp/acquisition.ts';
import { type Kernel, matern12, matern32, matern52, rbf } from '../../src/math/gp/kernel.ts';
import { fromTheta, logLikelihood, toTheta } from '../../src/math/gp/likelihood.ts';
import { posterior } from '../../src/math/gp/posterior.ts';
import { stream } from '../../src/math/random.ts';
import reference from './gp.reference.json' with { type: 'json' };

const kernels: Record<string, Kernel> = { matern12, matern32, matern52, rbf };

function agree(actual: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);
  expect(error, `${what}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(tolerance);
}

for (const c of reference.cases) {
  const title = `${c.kernel}, d = ${c.lengthScales.length}, n = ${c.points.length}`;
  const hyperparameters = { ...c, lengthScales: Float64Array.from(c.lengthScales) };
  const points = c.points.map((point) => Float64Array.from(point));
  const values = Float64Array.from(c.values);
  const kernel = kernels[c.kernel]!;

  test(`${title}: posterior and acquisition functions agree with the reference to 1e-8`, () => {
    const model = posterior(kernel, hyperparameters, points, values);
    c.queries.forEach((query, i) => {
      const prediction = model.predict(Float64Array.from(query));
      agree(prediction.mean, c.mean[i]!, 1e-8, 'mean');
      agree(prediction.std, c.std[i]!, 1e-8, 'std');
      const judge = (acquisition: Acquisition) => acquisition.judge(prediction, c.best).value;
      agree(judge(expectedImprovement), c.ei[i]!, 1e-8, 'EI');
      agree(judge(logExpectedImprovement), c.logEi[i]!, 1e-8, 'log EI');
      agree(judge(probabilityOfImprovement), c.pi[i]!, 1e-8, 'PI');
      agree(judge(logProbabilityOfImprovement), c.logPi[i]!, 1e-8, 'log PI');
      agree(-judge(lowerConfidenceBound(2)), c.lcb2[i]!, 1e-8, 'LCB');
    });
  });

  test(`${title}: the log marginal likelihood and its gradient agree with the reference to 1e-8`, () => {
    const gradient = new Float64Array(c.gradient.length);
    const value = logLikelihood(kernel, points, values).value(toTheta(hyperparameters), gradient);
    agree(value, c.logLikelihood, 1e-8, 'log likelihood');
    c.gradient.forEach((expected, i) => {
      agree(gradient[i]!, expected, 1e-8, `gradient ${i}`);
    });
  });
}

test('acquisition functions keep their digits at extreme z', () => {
  for (const c of reference.extreme) {
    agree(expectedImprovement.judge(c, c.best).value, c.ei, 1e-8, `EI of ${JSON.stringify(c)}`);
    agree(logExpectedImprovement.judge(c, c.best).value, c.logEi, 1e-8, `log EI of ${JSON.stringify(c)}`);
    agree(probabilityOfImprovement.judge(c, c.best).value, c.pi, 1e-8, `PI of ${JSON.stringify(c)}`);
    agree(logProbabilityOfImprovement.judge(c, c.best).value, c.logPi, 1e-8, `log PI of ${JSON.stringify(c)}`);
    agree(-lowerConfidenceBound(2).judge(c, c.best).value, c.lcb2, 1e-8, `LCB of ${JSON.stringify(c)}`);
  }
});

test('log EI has the value of mpmath far beyond where EI is 0', () => {
  // mpmath 1.3, 700 digits: log(phi(z) + z Phi(z)) at std 1.
  for (const [z, expected] of [
    [-49.999, -1258.6941434159285],
    [-50.001, -1258.7942233201961],
  ] as const) {
    agree(logExpectedImprovement.judge({ mean: -z, std: 1 }, 0).value, expected, 1e-15, `log EI at ${z}`);
  }
  const far = logExpectedImprovement.judge({ mean: 1e100, std: 1 }, 0);
  expect(Object.values(far).every(Number.isFinite)).toBe(true);
});

test('every acquisition function has the slopes that differences show', () => {
  const all = [
    expectedImprovement,
    logExpectedImprovement,
    probabilityOfImprovement,
    logProbabilityOfImprovement,
    lowerConfidenceBound(1.5),
  ];
  for (const acquisition of all) {
    for (const z of [-70, -49, -8, -1.2, -0.5, 0.3, 4]) {
      const [std, best] = [0.7, 0.4];
      const mean = best - z * std;
      const h = 1e-6;
      const value = (mean: number, std: number) => acquisition.judge({ mean, std }, best).value;
      const { byMean, byStd } = acquisition.judge({ mean, std }, best);
      const close = (a: number, b: number) =>
        expect(Math.abs(a - b), `${acquisition.name} at ${z}`).toBeLessThanOrEqual(1e-6 * Math.abs(b) + 1e-9);
      close(byMean, (value(mean + h, std) - value(mean - h, std)) / (2 * h));
      close(byStd, (value(mean, std + h) - value(mean, std - h)) / (2 * h));
    }
  }
});

for (const [name, kernel] of Object.entries(kernels)) {
  const rng = stream('test', 'gp', name);
  const points = Array.from({ length: 13 }, () => Float64Array.of(rng.next(), rng.next(), rng.integer(3)));
  const values = Float64Array.from(points, () => rng.normal());
  const unordered = [false, false, true];
  const hyperparameters = { signalVariance: 1.3, lengthScales: Float64Array.of(0.4, 0.7, 1.5), noiseVariance: 0.05 };

  test(`${name}: gradients agree with differences, with an unordered coordinate too`, () => {
    const likelihood = logLikelihood(kernel, points, values, { unordered, meanStd: 2 });
    const f = (theta: Float64Array) => likelihood.value(theta);
    const theta = toTheta(hyperparameters);
    const gradient = new Float64Array(theta.length);
    likelihood.value(theta, gradient);
    const nudged = (x: Float64Array, i: number, h: number) => x.map((xj, j) => (j === i ? xj + h : xj));
    const h = 1e-5;
    gradient.forEach((g, i) => {
      expect(g).toBeCloseTo((f(nudged(theta, i, h)) - f(nudged(theta, i, -h))) / (2 * h), 6);
    });
    const model = posterior(kernel, hyperparameters, points, values, { unordered, mean: 0.3 });
    const x = Float64Array.of(0.31, 0.62, 1);
    const { mean, std, meanGradient, stdGradient } = model.slopes(x);
    expect({ mean, std }).toEqual(model.predict(x));
    for (const i of [0, 1]) {
      const [up, down] = [model.predict(nudged(x, i, h)), model.predict(nudged(x, i, -h))];
      expect(meanGradient[i]).toBeCloseTo((up.mean - down.mean) / (2 * h), 6);
      expect(stdGradient[i]).toBeCloseTo((up.std - down.std) / (2 * h), 6);
    }
    expect([meanGradient[2], stdGradient[2]]).toEqual([0, 0]);
  });
}

test('an unknown prior mean takes its most probable value', () => {
  const points = [0.1, 0.12, 0.9].map((x) => Float64Array.of(x));
  const hyperparameters = { signalVariance: 1, lengthScales: Float64Array.of(0.1), noiseVariance: 0.01 };
  const theta = toTheta(hyperparameters);
  const values = Float64Array.of(-1, -1, 2);
  const likelihood = logLikelihood(matern52, points, values, { meanStd: 3 });
  const value = likelihood.value(theta);
  const m = likelihood.mean();
  // The two neighbours count as little more than one: the mean is far above the average, 0, of the three.
  expect(m).toBeGreaterThan(0.3);
  const given = (mean: number) =>
    logLikelihood(
      matern52,
      points,
      values.map((y) => y - mean),
    ).value(theta) -
    0.5 * (mean / 3) ** 2;
  expect(value).toBeCloseTo(given(m), 12);
  expect(given(m)).toBeGreaterThan(Math.max(given(m - 0.01), given(m + 0.01)));
});

test('the logarithms of the hyper-parameters go there and back', () => {
  const hyperparameters = { signalVariance: 2, lengthScales: Float64Array.of(0.5, 3), noiseVariance: 1e-6 };
  const { signalVariance, lengthScales, noiseVariance } = fromTheta(toTheta(hyperparameters));
  [signalVariance, ...lengthScales, noiseVariance].forEach((value, i) => {
    expect(value).toBeCloseTo([2, 0.5, 3, 1e-6][i]!, 14);
  });
});

test('without noise the posterior goes through the data, and far away it is the prior', () => {
  const points = [0, 0.3, 1].map((x) => Float64Array.of(x));
  const values = Float64Array.of(1, -1, 2);
  const hyperparameters = { signalVariance: 4, lengthScales: Float64Array.of(0.5), noiseVariance: 1e-12 };
  const model = posterior(matern52, hyperparameters, points, values, { mean: 0.5 });
  points.forEach((x, i) => {
    expect(model.predict(x).mean).toBeCloseTo(values[i]!, 9);
    expect(model.predict(x).std).toBeLessThan(1e-5);
  });
  expect(model.predict(Float64Array.of(1e3)).mean).toBeCloseTo(0.5, 12);
  expect(model.predict(Float64Array.of(1e3)).std).toBeCloseTo(2, 12);
});
