/** The tables and figures of training runs: that they are there for gradient methods and nobody else, and what they say. */
import { parseHTML } from 'linkedom';
import type { Rated, Run } from 'optbench';
import { beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../src/report/documents.ts';
import { secondsAfter } from '../../src/report/measures/seconds.ts';
import { type Report, report, tablesOf } from '../../src/report/report.ts';
import { campaign } from './toy.ts';

/** A gradient method that is told these losses, a tenth of a second each. */
const descended = (optimizer: string, problem: string, losses: readonly (number | null)[], seed = 0): Run => ({
  header: {
    suite: 'nets',
    problem,
    optimizer,
    seed,
    budget: losses.length,
    workers: 1,
    dim: 50,
    order: 1,
    optimum: 0,
  },
  trials: losses.map((value, id) => ({
    id,
    x: Float64Array.of(0),
    value,
    status: value === null ? 'failed' : 'ok',
    seconds: { ask: 0.02, evaluate: 0.05, tell: 0.03 },
  })),
  outcome: { kind: 'finished' },
});

// From 100 on both problems; sgd-1 diverges on the second.
const runs: readonly Run[] = [
  descended('adam-0.1', 'p', [100, 50, 1, 0.5]),
  descended('sgd-0.1', 'p', [100, 60, 30, 20]),
  descended('sgd-0.3', 'p', [100, 1, 1, 1]),
  descended('sgd-1', 'p', [100, 90, 80, 70]),
  descended('adam-0.1', 'q', [100, 50, 25, 10]),
  descended('sgd-0.1', 'q', [100, 50, 25, 15]),
  descended('sgd-0.3', 'q', [100, 40, 30, 20]),
  descended('sgd-1', 'q', [100, 200, 400, 800]),
];

const rated = (method: string, ...rates: readonly number[]): [string, Rated][] =>
  rates.map((rate) => [`${method}-${rate}`, { method, rate }]);
const rates = new Map([...rated('adam', 0.1), ...rated('sgd', 0.1, 0.3, 1)]);

let made: Report;
const table = (id: string) => tablesOf(made).find((one) => one.id === id)!;
const row = (id: string, name: string): Record<string, unknown> => {
  const { columns, rows } = table(id);
  const found = rows.find((cells) => cells[0]!.value === name)!;
  return Object.fromEntries(columns.map(({ key }, i) => [key, found[i]!.value]));
};

beforeAll(async () => {
  made = await report(runs, { rates, footprints: new Map([['adam-0.1', 40]]) });
});

describe('training tables', () => {
  it('are there where gradients were used, and only there', async () => {
    const ids = tablesOf(made).map(({ id }) => id);
    for (const id of ['training', 'losses', 'targets', 'rates', 'steps', 'losses-by-problem']) {
      expect(ids).toContain(`${id}-nets`);
    }
    const others = tablesOf(await report(await campaign(2, 10))).map(({ id }) => id);
    expect(others.filter((id) => /training|losses|targets|rates|steps/.test(id))).toEqual([]);
  });

  it('sum losses, and take the last and the least', () => {
    // adam-0.1: (151.5 + 185) / 2; sgd-1 diverges: (340 + 1500) / 2.
    expect(row('losses-nets', 'adam-0.1')).toMatchObject({ summed: 168.25, final: 5.25, best: 5.25 });
    expect(row('losses-nets', 'sgd-1')).toMatchObject({ summed: 920, final: 435, best: 85 });
  });

  it('count steps and seconds to targets', () => {
    // To a tenth: adam-0.1 in 3 steps on p and 4 on q, sgd-0.3 in 2 on p.
    expect(row('targets-nets', 'adam-0.1')).toMatchObject({ 'reached_0.1': 1, 'steps_0.1': 3.5 });
    expect(row('targets-nets', 'adam-0.1')['seconds_0.1']).toBeCloseTo(0.35, 12);
    expect(row('targets-nets', 'sgd-0.3')).toMatchObject({ 'reached_0.1': 0.5, 'steps_0.1': 2 });
    // adam-0.1 takes 3/2 of the fewest steps on p, 1 on q: ((4 - 3/2) + 3) / 6.
    expect(row('targets-nets', 'adam-0.1')['score_0.1']).toBeCloseTo(5.5 / 6, 14);
    expect(row('targets-nets', 'sgd-0.3')['score_0.1']).toBeCloseTo(0.5, 14);
    expect(row('targets-nets', 'sgd-0.1')).toMatchObject({ 'reached_0.1': 0, 'steps_0.1': null, 'score_0.1': 0 });
  });

  it('rank by what they say: regret, profile, speed-up over Adam, margin, divergence', () => {
    expect(table('training-nets').rows.map((cells) => cells[0]!.value)).toEqual([
      'adam-0.1',
      'sgd-0.3',
      'sgd-0.1',
      'sgd-1',
    ]);
    // Margins at the end, relative to the start: 1 - 0.5 and 15 - 10 percent.
    const adam = row('training-nets', 'adam-0.1');
    expect(adam['margin']).toBeCloseTo((0.005 + 0.05) / 2, 14);
    expect(adam).toMatchObject({ diverged: 0 });
    expect(adam['speed_up']).toBeCloseTo(1, 14);
    expect(row('training-nets', 'sgd-1')).toMatchObject({ diverged: 0.5 });
    // sgd-1 ends at 70 on p, where Adam is after 1.6 steps, and never below the start on q: sqrt(1.6/4 * 1/4).
    expect(row('training-nets', 'sgd-1')['speed_up']).toBeCloseTo(Math.sqrt(0.1), 14);
  });

  it('tell how much the rate matters', () => {
    const { rows } = table('rates-nets');
    expect(rows).toHaveLength(1);
    expect(row('rates-nets', 'sgd')).toMatchObject({ rates: 3, best_rate: 0.3, diverged: 1 / 6 });
    // 0.105 at the best, 0.175 one below, within twice of it.
    expect(row('rates-nets', 'sgd')['width']).toBeCloseTo(Math.log10(3), 12);
  });

  it('take no number in a name for a rate that the optimizer does not speak of', async () => {
    const named = ['net-8', 'net-16', 'net-32', 'li-malik-2017', 'adam-1'];
    const made = await report(named.map((name, i) => descended(name, 'p', [100, 50, 10 + i])));
    expect(tablesOf(made).find(({ id }) => id === 'rates-nets')).toBeUndefined();
    const { columns } = tablesOf(made).find(({ id }) => id === 'training-nets')!;
    expect(columns.map(({ key }) => key)).not.toContain('speed_up');
  });

  it('give the cost of a step and parameter, with bytes where they were measured', () => {
    const adam = row('steps-nets', 'adam-0.1');
    expect(adam).toMatchObject({ parameters: 50, bytes_per_parameter: 40 });
    expect(adam['seconds_per_parameter']).toBeCloseTo(0.001, 12);
    expect(row('steps-nets', 'sgd-1')['bytes_per_parameter']).toBeNull();
  });

  it('survive evaluations that failed', async () => {
    const broken = [...runs, descended('sgd-9', 'p', [100, null, null, null]), descended('sgd-9', 'q', [null, null])];
    const tables = tablesOf(await report(broken));
    const found = tables.find(({ id }) => id === 'training-nets')!.rows.find((cells) => cells[0]!.value === 'sgd-9')!;
    expect(found.at(-1)!.value).toBe(1);
  });
});

describe('training figures', () => {
  it('are drawn, in the page too, and hold no broken number', async () => {
    const files = await documents(made, { title: 'Nets', facts: [] });
    for (const id of ['training', 'margin', 'ratios', 'rates']) {
      const svg = files.get(`figures/${id}-nets.svg`) as string;
      expect(svg, id).toBeDefined();
      expect(svg, id).not.toMatch(/NaN|undefined|Infinity/);
    }
    const { document } = parseHTML(files.get('index.html') as string);
    expect(document.querySelector('#figure-training-nets')).not.toBeNull();
  });
});

describe('seconds of a run', () => {
  it('are summed up to an evaluation, over the gaps of a thinned journal too', () => {
    const whole = runs[0]!;
    expect(secondsAfter(whole, 3)).toBeCloseTo(0.3, 14);
    const thinned: Run = { ...whole, trials: [whole.trials[0]!, whole.trials[3]!] };
    expect(secondsAfter(thinned, 3)).toBeCloseTo(0.3, 14);
    expect(secondsAfter(thinned, 5)).toBe(Number.POSITIVE_INFINITY);
  });
});
