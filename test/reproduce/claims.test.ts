/** What claims are decided by, against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { type Cell, trainingRun } from '../../src/reproduce/cell.ts';
import { claimDocuments } from '../../src/reproduce/claims/documents.ts';
import { type ExperimentCells, rolesOf, stageOf } from '../../src/reproduce/claims/field.ts';
import { measured } from '../../src/reproduce/claims/measured.ts';
import { isMet, verdicts } from '../../src/reproduce/claims/verdicts.ts';
import { averager } from '../../src/reproduce/mean.ts';
import type { Claim, ClaimReproduction, Experiment, Metric } from '../../src/reproduction/claims.ts';

const experiment: Experiment = {
  id: 'bowls',
  title: 'Bowls',
  about: 'Made by hand.',
  budget: 3,
  digits: 6,
  runs: 2,
  place: (run) => ({ suite: 'bowls', problem: `i${run}`, seed: 0 }),
  field: {
    Ours: 'learned',
    Adam: { method: 'adam', task: 'bowls', until: 0.1 },
    Wild: { method: 'sgd', suffix: '-cosine', task: 'bowls', until: 1 },
    Absent: 'not-there',
  },
};

const cell = (optimizer: string, ...runs: readonly (readonly number[])[]): Cell => ({
  header: {
    panel: 'bowls',
    optimizer,
    budget: 3,
    marks: [1, 2, 3],
    fingerprint: 'f',
    made: { optbench: '0', node: 'v0' },
  },
  runs: runs.map((standings, i) =>
    trainingRun(i + 1, { counts: [1, 2, 3], standings }, i + 0.5, 0.1, { marks: [1, 2, 3], budget: 3, digits: 6 }),
  ),
});

const found: ExperimentCells = {
  experiment,
  roles: [
    { role: 'Ours', optimizer: 'learned', cell: cell('learned', [10, 4, 1], [10, 2, 1]) },
    { role: 'Adam', optimizer: 'adam-0.3', rate: 'tuned', cell: cell('adam-0.3', [10, 3, 2], [10, 5, 10]) },
    { role: 'Wild', optimizer: 'sgd-1-cosine', rate: 'untuned', cell: cell('sgd-1-cosine', [10, 40, 900], [10, 1, 4]) },
    { role: 'Absent', optimizer: 'not-there', cell: undefined },
  ],
};

const average = await averager();
const number = (metric: Metric) => {
  const result = measured(metric, [found], average);
  return 'missing' in result ? result.missing : result.mean;
};
const about = { experiment: 'bowls', who: 'Ours' } as const;

describe('a metric', () => {
  it('is a mean over runs of a loss', () => {
    expect(number({ ...about, kind: 'mean', of: 'summed loss' })).toBe(14);
    expect(number({ ...about, kind: 'mean', of: { after: 2 } })).toBe(3);
    expect(number({ ...about, kind: 'mean', of: 'held-out score' })).toBe(1);
    expect(number({ ...about, who: 'Adam', kind: 'mean', of: 'best loss' })).toBe(3.5);
  });

  it('is a logarithm of a mean or a mean of logarithms', () => {
    expect(number({ ...about, who: 'Wild', kind: 'log10 of the mean', of: 'final loss' })).toBeCloseTo(Math.log10(452));
    expect(number({ ...about, who: 'Wild', kind: 'mean of log10', of: 'final loss' })).toBeCloseTo(Math.log10(60));
  });

  it('compares run by run, with the best of several', () => {
    const than = ['Adam', 'Wild', 'Absent'];
    expect(number({ ...about, kind: 'mean difference', of: 'final loss', than })).toBe(1 - (2 + 10) / 2);
    expect(number({ ...about, kind: 'mean log10 difference', of: 'final loss', than: 'Adam' })).toBeCloseTo(
      (Math.log10(1 / 2) + Math.log10(1 / 10)) / 2,
    );
    expect(number({ ...about, kind: 'win rate', of: { after: 2 }, than: 'Adam' })).toBe(0.5);
    expect(number({ ...about, kind: 'win rate', of: { after: 1 }, than: 'Adam' })).toBe(0.5);
  });

  it('is a margin of victory or a rate of divergence', () => {
    const among = ['Adam', 'Wild'];
    expect(number({ ...about, kind: 'margin of victory', among, after: 3 })).toBe((2 - 1 + (4 - 1)) / 2);
    expect(number({ ...about, kind: 'margin of victory', among, after: 2 })).toBe((3 - 4 + (1 - 2)) / 2);
    expect(number({ kind: 'divergence rate', experiment: 'bowls', who: ['Wild'] })).toBe(0.5);
    expect(number({ kind: 'divergence rate', experiment: 'bowls', who: ['Wild', 'Ours'] })).toBe(0.25);
  });

  it('says why there is no number', () => {
    expect(number({ ...about, who: 'Absent', kind: 'mean', of: 'final loss' })).toBe('no runs of Absent');
    expect(number({ ...about, experiment: 'bowels', kind: 'mean', of: 'final loss' })).toMatch(/no experiment bowels/);
  });
});

describe('a verdict', () => {
  it('is lenient with published numbers and strict with our own comparisons', () => {
    const interval = [0.9, 1.1] as const;
    expect(isMet({ atMost: 0.95 }, 1, interval)).toBe(true);
    expect(isMet({ atMost: 0.85 }, 1, interval)).toBe(false);
    expect(isMet({ atLeast: 1.05 }, 1, interval)).toBe(true);
    expect(isMet({ below: 1.05 }, 1, interval)).toBe(false);
    expect(isMet({ below: 1.15 }, 1, interval)).toBe(true);
    expect(isMet({ above: 0.95 }, 1, interval)).toBe(false);
    expect(isMet({ about: 1.2, within: 0.2 }, 1.01, interval)).toBe(true);
  });

  it('has the fields of summary.json', () => {
    const claim: Claim = {
      claim: 'It sums to 14',
      metric: { ...about, kind: 'mean', of: 'summed loss' },
      paper: 14.5,
      holds: { atMost: 14.5 },
    };
    const [row, missing] = verdicts(
      [claim, { ...claim, metric: { ...about, who: 'Absent', kind: 'mean', of: 'final loss' } }],
      [found],
      average,
    );
    expect(row).toMatchObject({
      claim: 'It sums to 14',
      metric: 'mean summed loss of Ours',
      paper: 14.5,
      condition: 'at most 14.5',
      measured: 14,
      runs: 2,
      holds: true,
    });
    expect(row!.ci95![0]).toBeCloseTo(14 - 12.706205, 5);
    expect(missing).toMatchObject({ measured: null, ci95: null, runs: 0, holds: null });
  });
});

describe('the field', () => {
  it('takes tuned rates, or those that stand in until then', () => {
    const rate = (method: string) => (method === 'adam' ? 0.3 : undefined);
    expect(rolesOf(experiment, rate)).toEqual([
      { role: 'Ours', optimizer: 'learned' },
      { role: 'Adam', optimizer: 'adam-0.3', rate: 'tuned' },
      { role: 'Wild', optimizer: 'sgd-1-cosine', rate: 'untuned' },
      { role: 'Absent', optimizer: 'not-there' },
    ]);
  });

  it('keeps losses where claims and published curves ask for them', () => {
    const long = { ...experiment, budget: 1000, published: [{ method: 'Ours', steps: [199], mean: [0.2] }], at: [333] };
    const claims: readonly Claim[] = [
      { claim: '', metric: { ...about, kind: 'mean', of: { after: 777 } }, paper: '', holds: { below: 1 } },
      {
        claim: '',
        metric: { ...about, kind: 'margin of victory', among: [], after: 41 },
        paper: '',
        holds: { above: 0 },
      },
    ];
    const { marks } = stageOf(long, claims);
    for (const mark of [1, 41, 200, 333, 777, 1000]) expect(marks).toContain(mark);
    expect(marks!.length).toBeLessThan(50);
    expect([...marks!].sort((a, b) => a - b)).toEqual(marks);
  });
});

describe('the documents', () => {
  it('name what is missing, and draw what is there', async () => {
    const reproduction: ClaimReproduction = {
      name: 'hand',
      title: 'By hand',
      source: 'Nobody (2020)',
      experiments: [
        { ...experiment, figures: [{ kind: 'margin of victory' }] },
        { ...experiment, id: 'others' },
      ],
      claims: [
        {
          claim: 'Ours is ahead',
          metric: { ...about, kind: 'mean difference', of: 'final loss', than: ['Adam', 'Wild'] },
          paper: 'figure',
          holds: { below: 0 },
        },
      ],
      choices: [{ open: 'everything', choice: 'this' }],
      remarks: ['A remark.'],
    };
    const files = await claimDocuments(reproduction, [
      { ...found, experiment: reproduction.experiments[0]! },
      { experiment: reproduction.experiments[1]!, roles: [], absent: 'there is no suite others' },
    ]);
    expect([...files.keys()].sort()).toEqual(
      [
        'report.md',
        'summary.json',
        ...['bowls', 'bowls-margin'].flatMap((id) => [`figures/${id}.png`, `figures/${id}.svg`]),
      ].sort(),
    );
    const text = files.get('report.md') as string;
    expect(text).toMatch(/Missing: `not-there` \(bowls\)/);
    expect(text).toMatch(/Of 1 claims 0 hold, 1 do not, 0 could not be measured/);
    expect(text).toMatch(/Not made: there is no suite others/);
    expect(text).toMatch(/\| Adam +\| adam-0\.3 \(tuned\) +\| +2 \|/);
    expect(files.get('figures/bowls.svg')).not.toMatch(/NaN|undefined|Infinity/);
  });
});
