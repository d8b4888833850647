/**
 * What proposing costs: the seconds an optimizer spends in ask and tell for one trial, apart from the evaluation itself.
 */
import type { Run } from '../run.ts';
import { curveGrid } from './checkpoints.ts';
import { ascending, quantileSorted } from './statistics/quantile.ts';
import { evaluations } from './trace.ts';

/** Times of one optimizer, in seconds. */
export interface Timing {
  readonly optimizer: string;
  readonly trials: number;
  readonly medianProposal: number;
  readonly p95Proposal: number;
  /** Median over the last tenth of each run: what methods that slow down as they learn cost in the end. */
  readonly lastProposal: number;
  /** Median over the runs of the sum over a run. */
  readonly proposalsPerRun: number;
  readonly medianEvaluation: number;
  readonly evaluationsPerRun: number;
}

/** Measures one optimizer's runs. */
export function timing(optimizer: string, runs: readonly Run[]): Timing {
  const proposals: number[] = [];
  const last: number[] = [];
  const evaluation: number[] = [];
  const proposalSums: number[] = [];
  const evaluationSums: number[] = [];
  for (const { header, trials } of runs) {
    let proposalSum = 0;
    let evaluationSum = 0;
    const told = evaluations(trials, header.workers);
    trials.forEach(({ seconds }, i) => {
      const proposal = seconds.ask + seconds.tell;
      proposals.push(proposal);
      if (told[i]! > 0.9 * header.budget) last.push(proposal);
      evaluation.push(seconds.evaluate);
      proposalSum += proposal;
      evaluationSum += seconds.evaluate;
    });
    proposalSums.push(proposalSum);
    evaluationSums.push(evaluationSum);
  }
  const sorted = ascending(proposals);
  const medianOf = (values: readonly number[]): number => quantileSorted(ascending(values), 0.5);
  return {
    optimizer,
    trials: proposals.length,
    medianProposal: quantileSorted(sorted, 0.5),
    p95Proposal: quantileSorted(sorted, 0.95),
    lastProposal: medianOf(last),
    proposalsPerRun: medianOf(proposalSums),
    medianEvaluation: medianOf(evaluation),
    evaluationsPerRun: medianOf(evaluationSums),
  };
}

/** Seconds per proposal against evaluations: the median over all runs between two marks of the grid. */
export interface TimingCurve {
  readonly optimizer: string;
  readonly counts: readonly number[];
  readonly medians: readonly number[];
  readonly q1: readonly number[];
  readonly q3: readonly number[];
}

/** One optimizer's curve; marks in whose interval no trial fell are left out. */
export function timingCurve(optimizer: string, runs: readonly Run[], most = 30): TimingCurve {
  const budget = runs.reduce((largest, { header }) => Math.max(largest, header.budget), 1);
  const grid = curveGrid(budget, most);
  const bins: number[][] = grid.map(() => []);
  for (const { header, trials } of runs) {
    let bin = 0;
    evaluations(trials, header.workers).forEach((count, i) => {
      while (bin < grid.length - 1 && grid[bin]! < count) bin++;
      bins[bin]!.push(trials[i]!.seconds.ask + trials[i]!.seconds.tell);
    });
  }
  const filled = bins.map((bin, i) => ({ count: grid[i]!, sorted: ascending(bin) })).filter((b) => b.sorted.length > 0);
  return {
    optimizer,
    counts: filled.map(({ count }) => count),
    medians: filled.map(({ sorted }) => quantileSorted(sorted, 0.5)),
    q1: filled.map(({ sorted }) => quantileSorted(sorted, 0.25)),
    q3: filled.map(({ sorted }) => quantileSorted(sorted, 0.75)),
  };
}
