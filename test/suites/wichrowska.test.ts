import { findProblem, type Problem, startingPoint, stream, type Vector } from 'optbench';
import { checkProblem } from 'optbench/check';
import { describe, expect, it } from 'vitest';
import { corpus, optional } from '../../suites/wichrowska/corpus.ts';
import { classification } from '../../suites/wichrowska/data/classification.ts';
import { randomNet } from '../../suites/wichrowska/data/random-net.ts';
import family from '../../suites/wichrowska/family.ts';
import suite from '../../suites/wichrowska/index.ts';
import { matmul } from '../../suites/wichrowska/problems/matmul.ts';

const { signal } = new AbortController();
const named = (id: string): Problem => findProblem(suite, id)!;

function opened(problem: Problem) {
  const oracle = problem.start(stream('oracle')) as Exclude<ReturnType<Problem['start']>, Promise<unknown>>;
  return (point: Vector, id = 0) =>
    oracle.evaluate(point, { id, order: 1, signal }) as { value: number; gradient: Vector };
}

const begun = (problem: Problem): Vector => startingPoint(problem, stream('x0'));

describe('the corpus', () => {
  it('has what the released code has, every problem by a name that is found and is its id', () => {
    const sizes = Object.fromEntries(
      Object.entries({ ...corpus, ...optional }).map(([group, { length }]) => [group, length]),
    );
    expect(sizes).toEqual({
      quadratic: 4,
      'quadratic-noisy': 4,
      bowl: 4,
      'bowl-noisy': 4,
      plane: 9,
      'plane-noisy': 9,
      softmax: 4,
      'softmax-noisy': 4,
      mlp: 12,
      matmul: 10,
      log: 6,
      sparse: 6,
      'sparse-mlp': 3,
      rescale: 9,
      norm: 3,
      'norm-noisy': 3,
      sum: 6,
      'sum-noisy': 2,
      'quadratic-large': 3,
      chain: 5,
      well: 5,
      snake: 10,
      projection: 10,
      quadsum: 10,
      'sparse-softmax': 1,
    });
    for (const name of Object.values({ ...corpus, ...optional }).flat()) expect(suite.find!(name)?.id).toBe(name);
  });

  const lawful = [
    ...['quadratic-5', 'norm-6-p1', 'norm-6-p2.5', 'matmul-n2-k7', 'matmul-n2-k8', 'softmax-4-s2-b10', 'mlp-3-4x2-b10'],
    ...['chain-4', 'well-4', 'snake-4-r20-b5', 'projection-4-r20-b5', 'quadsum-4-r20-b5', 'sparse-softmax'],
    ...[
      'sum-norm-quadratic-rosenbrock',
      'sum-noisy-plane-quadratics',
      'norm-18-p1.5+scale=8',
      'mlp-3-2-b5+sparse=0.99',
    ],
    ...['quadratic-20+log', 'softmax-4-s1-b10+noise=0.1+scale-tensors=10'],
  ];
  it.each(lawful)('%s keeps the laws', async (name) => {
    const verdicts = await checkProblem('wichrowska', named(name));
    expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
  });

  it('reads one name for each problem', () => {
    for (const name of [
      ...[
        'quadratic-0',
        'quadratic-020',
        'norm-18-p0.5',
        'norm-18-p2.50',
        'matmul-n2-k9',
        'matmul-n1-k1',
        'mlp-3-4x-b10',
      ],
      ...['mlp-3-04-b10', 'sum-nothing', 'softmax-10-b100', 'quadratic-20+noise', 'sum-plane+size=3'],
    ]) {
      expect(findProblem(suite, name), name).toBeUndefined();
    }
  });
});

describe('quadratics and norms', () => {
  it('are |W x - y|^2 / 2 and the p-norm of the residual of one system', () => {
    // With p = 2 and no eps to speak of, norm^2 / 2 = quadratic, for a W and y of its own.
    const look = opened(named('norm-8-p2'));
    const x = begun(named('norm-8-p2'));
    const { value, gradient } = look(x);
    const [best] = named('norm-8-p2').minimizers as readonly Vector[];
    expect(look(best!).value).toBeCloseTo(1e-6 * Math.sqrt(8), 12);
    // Along the ray from the minimizer a norm is linear: f(best + t (x - best)) = t f(x), and its slope there is f(x).
    const along = x.map((v, i) => v - best![i]!);
    expect(look(best!.map((v, i) => v + 0.5 * along[i]!)).value).toBeCloseTo(value / 2, 5);
    expect(gradient.reduce((sum, g, i) => sum + g * along[i]!, 0)).toBeCloseTo(value, 4);
  });

  it('have a quadratic whose mean at the start is what N(0, 1) entries give: n (n + 1) / 2', () => {
    const draws = family({ split: 'train', names: ['quadratic-10'] });
    let sum = 0;
    for (let row = 0; row < 400; row++) {
      const problem = draws.sample(['mean', row]);
      sum += opened(problem)(problem.init!(stream('start', row)) as Vector).value;
    }
    expect(Math.abs(sum / 400 / 55 - 1)).toBeLessThan(0.08);
  });
});

describe('matrix multiplication', () => {
  it('is solved by Strassen and by the schoolbook', () => {
    // M1 = (a11 + a22)(b11 + b22), M2 = (a21 + a22) b11, M3 = a11 (b12 - b22), M4 = a22 (b21 - b11), M5 = (a11 + a12) b22,
    // M6 = (a21 - a11)(b11 + b12), M7 = (a12 - a22)(b21 + b22); rows are a11, a12, a21, a22 and so for b.
    const a = [
      [1, 0, 1, 0, 1, -1, 0],
      [0, 0, 0, 0, 1, 0, 1],
      [0, 1, 0, 0, 0, 1, 0],
      [1, 1, 0, 1, 0, 0, -1],
    ];
    const b = [
      [1, 1, 0, -1, 0, 1, 0],
      [0, 0, 1, 0, 0, 1, 0],
      [0, 0, 0, 1, 0, 0, 1],
      [1, 0, -1, 0, 1, 0, 1],
    ];
    const strassen = Float64Array.from([...a.flat(), ...b.flat()]);
    expect(opened(matmul('m', 2, 7))(strassen).value).toBeLessThan(1e-24);
    expect(named('matmul-n2-k7').optimum).toBe(0);
    expect(named('matmul-n2-k6').optimum).toBeUndefined();
    const [schoolbook] = matmul('m', 3, 27).minimizers as readonly Vector[];
    expect(opened(matmul('m', 3, 27))(schoolbook!).value).toBeLessThan(1e-24);
  });

  it('is at most n^3, what no multiplication at all leaves, and begins with columns of length 1', () => {
    const problem = named('matmul-n3-k21');
    const x = begun(problem);
    for (let l = 0; l < 21; l++) {
      const column = Array.from({ length: 9 }, (_, i) => x[i * 21 + l]!);
      expect(Math.hypot(...column)).toBeCloseTo(1, 12);
    }
    const { value } = opened(problem)(x);
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(27);
  });
});

describe('data', () => {
  it('are classes of equal size, a hundredth of them relabelled, in clusters on corners', () => {
    const { x, labels } = classification(6, 4000, 2, 2, stream('data'));
    const ones = labels.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(ones / 4000 - 0.5)).toBeLessThan(0.03);
    // A feature's second moment is the corner's 4 and six times the 1/3 of U[-1, 1].
    let squares = 0;
    for (const v of x) squares += v * v;
    expect(Math.abs(squares / x.length / (4 + 6 / 3) - 1)).toBeLessThan(0.25);
    expect(new Set(classification(20, 2000, 10, 1, stream('data')).labels).size).toBe(10);
    expect(() => classification(3, 100, 10, 1, stream('data'))).toThrow('20 clusters need more than 3 features');
  });

  it('of a random network have both classes, mostly', () => {
    const shares = Array.from({ length: 20 }, (_, i) => {
      const { labels } = randomNet(8, 200, stream('net', i));
      return labels.reduce((sum, label) => sum + label, 0) / 200;
    });
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(5);
  });
});

describe('classifiers', () => {
  it('lose log 2, or log 10, where all parameters are 0', () => {
    for (const [name, loss] of [
      ['softmax-10', Math.LN2],
      ['mlp-small', Math.LN2],
      ['mlp-large', Math.log(10)],
    ] as const) {
      const problem = named(name);
      expect(opened(problem)(new Float64Array(problem.space.dim)).value).toBeCloseTo(loss, 12);
    }
  });

  it('have the published sizes and starts', () => {
    expect(named('softmax-10').space.dim).toBe(22);
    expect(named('mlp-small').space.dim).toBe(10 * 32 + 32 + 32 * 64 + 64 + 64 * 2 + 2);
    expect(named('mlp-large').space.dim).toBe(20 * 32 + 32 + 32 * 64 + 64 + 64 * 10 + 10);
    const x = begun(named('mlp-small'));
    const rms = (from: number, to: number) =>
      Math.sqrt(x.subarray(from, to).reduce((sum, v) => sum + v * v, 0) / (to - from));
    expect(rms(352, 2400) / Math.sqrt(2 / 32)).toBeCloseTo(1, 1);
    expect(Math.abs(rms(2400, 2464) - 0.1)).toBeLessThan(0.03);
  });

  it('meet every row once an epoch: their batches average to the whole', () => {
    const problem = named('mlp-5-4x4x4x4-b100');
    const look = opened(problem);
    const x = begun(problem);
    let sum = 0;
    for (let id = 20; id < 30; id++) sum += look(x, id).value / 10;
    expect(sum).toBeCloseTo(problem.judge!(x), 12);
  });

  it('pull parameters to 0 by 1e-3 times the mean over tensors of their squares', () => {
    const problem = named('softmax-10');
    const x = new Float64Array(22);
    x[1] = 3; // of the second logit, which has no part in the loss
    expect(opened(problem)(x).value).toBeCloseTo(Math.LN2 + (1e-3 * 9) / 2, 12);
    expect(opened(problem)(x).gradient[1]).toBeCloseTo((1e-3 * 6) / 2, 12);
  });
});

describe('the oddities', () => {
  it('have the values that their formulas give by hand', () => {
    expect(opened(named('chain-2'))(Float64Array.of(1, 2, 3)).value).toBeCloseTo(
      2 + 4 / (1 + 1e-6) + 9 / (4 + 1e-6),
      12,
    );
    expect(opened(named('well-3'))(Float64Array.of(1, -2, 0.5)).value).toBeCloseTo(4 + 4 - 2, 10);
    const symmetric = named('quadsum-3-r20-b5');
    expect(symmetric.judge!(Float64Array.of(1, 2, 0))).toBeCloseTo(20 * 5, 10);
  });
});

describe('the test set and the family', () => {
  it('lists the published test problems that are not on images', () => {
    expect([...suite.problems()].map(({ id }) => id)).toEqual([
      ...['quadratic-20', 'quadratic-20+noise=1', 'rosenbrock', 'rosenbrock+noise=1'],
      ...['softmax-10', 'softmax-10+noise=1', 'mlp-small', 'mlp-large'],
    ]);
    const x = new Float64Array(20);
    expect(opened(named('quadratic-20+noise=1'))(x).value).toBe(opened(named('quadratic-20'))(x).value);
  });

  it('draws one problem a batch, with numbers of its own for each row, the same again at the same address', () => {
    const draws = family({ split: 'train', groups: ['quadratic'] });
    const x = new Float64Array(100);
    const value = (row: number) => {
      const problem = draws.sample(['batch', 4, row]);
      return opened(problem)(x.subarray(0, problem.space.dim)).value;
    };
    expect(new Set([0, 1, 2].map((row) => draws.sample(['batch', 4, row]).space.dim)).size).toBe(1);
    expect(new Set([0, 1, 2].map(value)).size).toBe(3);
    expect(value(1)).toBe(value(1));
    const dims = Array.from({ length: 60 }, (_, i) => draws.sample(['batch', i, 0]).space.dim);
    expect(new Set(dims)).toEqual(new Set([20, 25, 50, 100]));
  });

  it('shares no numbers between train, validation and test', () => {
    for (const name of ['quadratic-20', 'mlp-9-8-b128', 'softmax-10-s2-b100', 'sum-two-quadratics']) {
      const of = (problem: Problem) => {
        const x = new Float64Array(problem.space.dim).fill(0.1);
        return problem.judge?.(x) ?? opened(problem)(x).value;
      };
      const values = [
        ...(['train', 'validation'] as const).map((split) => of(family({ split, names: [name] }).sample(['a', 0]))),
        of(named(name)),
      ];
      expect(new Set(values).size, name).toBe(3);
    }
  });

  it('can draw every problem of the corpus, and says what is wrong with its settings', () => {
    const draws = family({ split: 'train' });
    const ids = new Set(Array.from({ length: 300 }, (_, i) => draws.sample(['all', i, 0]).id.split('-train')[0]));
    expect(ids.size).toBeGreaterThan(50);
    expect(() => family({ split: 'test' as 'train' })).toThrow(/wichrowska: the family's settings are wrong/);
    expect(() => family({ split: 'train', groups: ['images'] })).toThrow(/settings are wrong/);
    expect(() => family({ split: 'train', names: ['cubic-3'] })).toThrow("wichrowska: no problem is called 'cubic-3'");
  });
});
