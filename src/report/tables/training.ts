/** Training at a glance: the measures that learned gradient methods are published by, one row per optimizer. */
import { geometricMean, mean } from 'simple-statistics';
import type { Comparison, ProblemRuns } from '../comparison.ts';
import { normalisedRegret } from '../comparison.ts';
import { rounds } from '../field.ts';
import { interquartileInterval, interquartileMean } from '../measures/iqm.ts';
import { margins } from '../measures/margin.ts';
import { profileScore, ratios } from '../measures/performance-profile.ts';
import { medianSteps } from '../measures/targets.ts';
import type { Scope } from '../scope.ts';
import { type Cells, cellMean, cellMeanInterval, type Interval } from '../statistics/bootstrap.ts';
import { blank, type Cell, type Column, estimate, percent, real, significant, type Table, word } from '../table.ts';
import { standingAt } from '../trace.ts';
import { divergenceRate, relativeLoss, speedUps } from '../training.ts';

/** The target that the profile's score is of. */
const SHARE = 0.01;

/** One row per optimizer, best first. */
export function trainingTable({ id, name, field }: Scope, comparison: Comparison): Table {
  const { optimizers, problems } = comparison;
  const scores = profileScores(problems, optimizers);
  const victories = finalMargins(
    problems,
    optimizers.filter((optimizer) => field.ranked.includes(optimizer)),
  );
  const rows = optimizers.map((optimizer, i) => {
    const cells = finalRegrets(problems, optimizer);
    const faster = speedUps(comparison, optimizer);
    return {
      optimizer,
      iqm: interquartileMean(cells.flat()),
      interval: interquartileInterval(cells),
      score: scores[i]!,
      faster: faster.length === 0 ? undefined : faster.includes(0) ? 0 : geometricMean(faster),
      margin: victories.get(optimizer),
      diverged: divergenceRate(problems, optimizer),
    };
  });
  rows.sort((a, b) => a.iqm - b.iqm || b.score - a.score);
  const [most, fastest] = [Math.max(...scores), Math.max(...rows.map(({ faster }) => faster ?? 0))];
  const withAdam = rows.some(({ faster }) => faster !== undefined);
  const withMargin = optimizers.length > 1;
  const columns: Column[] = [
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    {
      key: 'iqm',
      title: 'final regret, IQM [95 %]',
      short: 'IQM',
      align: 'right',
      parts: ['iqm_low', 'iqm_high'],
    },
    { key: 'profile_score', title: 'profile score', short: 'score', align: 'right' },
    ...(withAdam ? [{ key: 'speed_up', title: 'speed-up over Adam', short: '× Adam', align: 'right' } as const] : []),
    ...(withMargin
      ? [
          {
            key: 'margin',
            title: 'margin of victory [95 %]',
            short: 'margin',
            align: 'right',
            parts: ['margin_low', 'margin_high'],
            drop: 1,
          } as const,
        ]
      : []),
    { key: 'diverged', title: 'diverged', align: 'right' },
  ];
  return {
    id: `training-${id}`,
    title: `Training, ${name}`,
    level: 'summary',
    columns,
    rows: rows.map(({ optimizer, iqm, interval, score, faster, margin, diverged }): Cell[] => [
      word(optimizer),
      { ...estimate(iqm, interval), best: iqm === rows[0]!.iqm },
      { ...real(score), text: score.toFixed(2), best: score === most && most > 0 },
      ...(withAdam
        ? [faster === undefined ? blank() : { ...real(faster), text: times(faster), best: faster === fastest }]
        : []),
      ...(withMargin ? [marginCell(margin)] : []),
      percent(diverged),
    ]),
    notes: [
      'IQM: interquartile mean of the normalised regret at the end, over problems and seeds, with 95 % bootstrap interval.',
      `Profile score (AlgoPerf): mean over problems of the share of [1, 4] in which the steps to ${SHARE} of the way to the best are ` +
        'at most so many times the fewest; 1 is fastest everywhere.',
      ...(withAdam
        ? [
            'Speed-up: steps that Adam at its best rate needs for the loss reached over the steps taken; geometric mean over problems.',
          ]
        : []),
      ...(withMargin
        ? [
            'Margin of victory: the best final loss of the others less the own, relative to the start; above 0 it is ahead of all.',
          ]
        : []),
      'Diverged: ends at no number, or more than twice as far above the best as it began.',
    ],
  };
}

/** Final normalised regret, problems by seeds. */
export function finalRegrets(problems: readonly ProblemRuns[], optimizer: string): Cells {
  return problems
    .filter(({ traces }) => traces.has(optimizer))
    .map((problem) =>
      problem.traces.get(optimizer)!.map((t) => normalisedRegret(problem, standingAt(t, problem.budget))),
    );
}

/** Each optimizer's score, by median steps to the target. */
function profileScores(problems: readonly ProblemRuns[], optimizers: readonly string[]): number[] {
  const table = ratios(
    problems.map((problem) =>
      optimizers.map((name) => medianSteps(problem, problem.traces.get(name) ?? [], SHARE)).map(missing),
    ),
  );
  return optimizers.map((_, j) => profileScore(table.map((row) => row[j]!)));
}

/** Who did not run on a problem missed its target. */
function missing(steps: number): number {
  return Number.isNaN(steps) ? Number.POSITIVE_INFINITY : steps;
}

interface Margin {
  readonly value: number;
  readonly interval: Interval;
}

/** Each optimizer's margin at the end, on problems and seeds that all of them share. */
function finalMargins(problems: readonly ProblemRuns[], optimizers: readonly string[]): ReadonlyMap<string, Margin> {
  const met = problems
    .map((problem) =>
      rounds(problem, optimizers).map((round) =>
        margins(round.map((trace) => relativeLoss(problem, standingAt(trace, problem.budget)))),
      ),
    )
    .filter((seeds) => seeds.length > 0);
  if (met.length === 0 || optimizers.length < 2) return new Map();
  return new Map(
    optimizers.map((optimizer, j) => {
      const cells = met.map((seeds) => seeds.map((row) => row[j]!));
      const finite = cells.flat().every(Number.isFinite);
      return finite
        ? [optimizer, { value: cellMean(cells), interval: cellMeanInterval(cells) }]
        : [optimizer, { value: mean(cells.map((seeds) => mean([...seeds]))), interval: undefined }];
    }),
  );
}

function marginCell(margin: Margin | undefined): Cell {
  if (margin === undefined || Number.isNaN(margin.value)) return { ...blank(), parts: [null, null] };
  const { value, interval } = margin;
  return { ...estimate(value, interval), best: (interval?.[0] ?? value) > 0 };
}

function times(factor: number): string {
  return Number.isFinite(factor) ? `${significant(factor, 2)}×` : '∞';
}
