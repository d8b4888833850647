/** Seconds: what proposing and what evaluating cost. */
import type { Scope } from '../scope.ts';
import { type Cell, type Column, duration, type Table, word } from '../table.ts';
import { timing } from '../timing.ts';

/** One row per optimizer. */
export function costs({ id, suite, comparison, runs }: Scope): Table {
  const seconds = (key: string, title: string, short: string, drop: number): Column => ({
    key,
    title,
    short,
    align: 'right',
    unit: 's',
    drop,
  });
  return {
    id: `seconds-${id}`,
    title: `Seconds, ${suite ?? 'all suites'}: proposing (ask + tell) and evaluating`,
    level: 'detail',
    columns: [
      { key: 'optimizer', title: 'optimizer', align: 'left' },
      seconds('proposal_median', 'per proposal', 'proposal', 0),
      seconds('proposal_p95', '95th percentile', 'p95', 1),
      seconds('proposal_last', 'in the last tenth', 'at the end', 2),
      seconds('proposals_per_run', 'proposing per run', 'proposing', 3),
      seconds('evaluation_median', 'per evaluation', 'evaluation', 4),
      seconds('evaluations_per_run', 'evaluating per run', 'evaluating', 5),
    ],
    rows: comparison.optimizers.map((optimizer): Cell[] => {
      const own = timing(
        optimizer,
        runs.filter(({ header }) => header.optimizer === optimizer),
      );
      return [
        word(optimizer),
        duration(own.medianProposal),
        duration(own.p95Proposal),
        duration(own.lastProposal),
        duration(own.proposalsPerRun),
        duration(own.medianEvaluation),
        duration(own.evaluationsPerRun),
      ];
    }),
    notes: ['Medians over trials or runs. Times are of the machine that made the runs, whatever else it was doing.'],
  };
}
