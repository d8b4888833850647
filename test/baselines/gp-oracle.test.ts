/** GP-EI with known priors: its growing posterior, and what it reaches on functions of its prior. */
import { expectedImprovement, matern52, posterior, rbf, run, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import { GrowingPosterior, NUGGET } from '../../baselines/gp-oracle/growing.ts';
import oracles from '../../baselines/gp-oracle/index.ts';
import random from '../../baselines/random.ts';
import gp from '../../suites/gp/index.ts';

const points = (n: number, d: number, label: string): Vector[] => {
  const rng = stream('test', 'gp-oracle', label);
  return Array.from({ length: n }, () => Float64Array.from({ length: d }, () => rng.next()));
};

describe.each([rbf, matern52])('the growing posterior, $name', (kernel) => {
  const X = points(30, 3, 'told');
  const C = points(20, 3, 'watched');
  const y = Float64Array.from(X, ([a, b, c]) => Math.sin(7 * a!) + b! * c!);
  const [mean, std] = [0.4, 2];

  /** The same by one factorisation. */
  const whole = (n: number) =>
    posterior(
      kernel,
      { signalVariance: std * std, lengthScales: new Float64Array(3).fill(0.3), noiseVariance: NUGGET * std * std },
      X.slice(0, n),
      y.slice(0, n),
      { mean },
    );
  const grown = () => {
    const model = new GrowingPosterior({ kernel, lengthScale: 0.3 }, C);
    X.forEach((x, i) => {
      model.add(x, y[i]!);
    });
    model.believe(mean, std);
    return model;
  };

  it('is the posterior of all it was told, slopes included', () => {
    const [model, reference] = [grown(), whole(30)];
    for (const x of C) {
      const [ours, theirs] = [model.slopes(x), reference.slopes(x)];
      expect(ours.mean).toBeCloseTo(theirs.mean, 9);
      expect(ours.std).toBeCloseTo(theirs.std, 9);
      theirs.meanGradient.forEach((slope, i) => {
        expect(ours.meanGradient[i]).toBeCloseTo(slope, 7);
      });
      theirs.stdGradient.forEach((slope, i) => {
        expect(ours.stdGradient[i]).toBeCloseTo(slope, 7);
      });
    }
  });

  it('watches: what is kept up to date is what a prediction would give', () => {
    const model = grown();
    C.forEach((x, c) => {
      const [watched, asked] = [model.predictWatched(c), model.predict(x)];
      expect(watched.mean).toBeCloseTo(asked.mean, 10);
      expect(watched.std).toBeCloseTo(asked.std, 8);
    });
  });

  it('forgets', () => {
    const [model, reference] = [grown(), whole(12)];
    model.truncate(12);
    C.forEach((x, c) => {
      expect(model.predict(x).mean).toBeCloseTo(reference.predict(x).mean, 9);
      expect(model.predictWatched(c).std).toBeCloseTo(reference.predict(x).std, 8);
    });
  });

  it('stays finite where a point is told again and again', () => {
    const model = new GrowingPosterior({ kernel, lengthScale: 0.3 }, C);
    for (let i = 0; i < 100; i++) model.add(X[0]!, -1);
    const { mean, std } = model.predict(X[0]!);
    expect(mean).toBeCloseTo(-1, 6);
    expect(std).toBeLessThan(1e-3);
    expect(Number.isFinite(expectedImprovement.judge(model.slopes(C[0]!), -1).value)).toBe(true);
  });
});

const best = async (optimizer: (typeof oracles)[number], id: string, budget: number) => {
  const { trials } = await run(optimizer, gp.find!(id)!, { suite: 'gp', seed: 0, budget });
  return Math.min(...trials.map(({ value }) => value!));
};

describe('the oracles', () => {
  it('their names tell the priors apart', () => {
    expect(oracles.map(({ name }) => name)).toEqual([
      'gp-oracle',
      'gp-oracle-rbf-0.44',
      'gp-oracle-matern52',
      'gp-oracle-matern52-standardised',
    ]);
  });

  it('find the optimum of one-dimensional functions in 20 evaluations', async () => {
    for (const id of ['rbf-d1-i01', 'rbf-d1-i02', 'rbf-d1-i03']) {
      expect((await best(oracles[0]!, id, 20)) - gp.find!(id)!.optimum!).toBeLessThan(1e-4);
    }
  });

  it('are half a standard deviation ahead of random search after 30 evaluations in six dimensions, on average of three', async () => {
    const ids = Array.from({ length: 3 }, (_, i) => i + 5001);
    for (const [oracle, kernel] of [
      [oracles[0]!, 'rbf'],
      [oracles[2]!, 'matern52'],
      [oracles[3]!, 'matern52'],
    ] as const) {
      let lead = 0;
      for (const i of ids) {
        const id = `${kernel}-d6-i${i}`;
        lead += ((await best(random, id, 30)) - (await best(oracle, id, 30))) / ids.length;
      }
      expect(lead).toBeGreaterThan(0.5);
    }
  });
});
