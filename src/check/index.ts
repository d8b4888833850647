/**
 * The third door, `optbench/check`: the laws that every problem and every optimizer keeps, written once, applied to everything
 * in suites/ and baselines/ and to anyone's file.
 */
import type { LearnedOptimizer } from '../learned.ts';
import { shuffled, stream } from '../math/random.ts';
import type { Optimizer } from '../optimizer.ts';
import type { Problem } from '../problem.ts';
import type { Suite } from '../suite.ts';
import type { Weights } from '../tensor/weights.ts';
import { candidate } from './drive.ts';
import { judge, type Law, type Verdict } from './law.ts';
import { exerciseBatch, type Pupil } from './learned-exercises.ts';
import { learnedLaws } from './learned-laws.ts';
import { optimizerLaws } from './optimizer-laws.ts';
import { optimumLaws } from './optimum-laws.ts';
import { type Probe, probe } from './probe.ts';
import { problemLaws as ownLaws } from './problem-laws.ts';
import { spaceLaws } from './space-laws.ts';
import { suiteLaws } from './suite-laws.ts';

export type { Candidate, Transcript } from './drive.ts';
export type { Evidence, Law, Verdict } from './law.ts';
export type { Pupil } from './learned-exercises.ts';
export { type Doubles, differenceAlong, doubles, plainLoss, plainTape } from './plain-tape.ts';
export type { Looker, Probe } from './probe.ts';
export { exerciseBatch, learnedLaws, optimizerLaws, suiteLaws };

/** The laws of problems: of the oracle, the space and the optimum. */
export const problemLaws: readonly Law<Probe>[] = [...ownLaws, ...spaceLaws, ...optimumLaws];

/** How a suite is checked. */
export interface CheckOptions {
  /** How many of its problems are examined: drawn once and for all, the first one among them. */
  readonly sample?: number;
}

/** Applies the laws to a suite and to a sample of its problems. */
export async function checkSuite(suite: Suite, { sample = 8 }: CheckOptions = {}): Promise<Verdict[]> {
  const verdicts = [...(await judge(suiteLaws, suite.name, suite))];
  const [first, ...others] = suite.problems();
  if (first === undefined) return verdicts;
  const chosen = [first, ...shuffled(others, stream('check', suite.name)).slice(0, sample - 1)];
  for (const problem of chosen) verdicts.push(...(await checkProblem(suite.name, problem)));
  return verdicts;
}

/** Applies the laws to one problem of a suite. */
export async function checkProblem(suite: string, problem: Problem): Promise<readonly Verdict[]> {
  return judge(problemLaws, `${suite}/${problem.id}`, probe(suite, problem));
}

/** Applies the laws to an optimizer, on small problems of every kind that it is fit for. */
export async function checkOptimizer(optimizer: Optimizer): Promise<Verdict[]> {
  return [...(await judge(optimizerLaws, optimizer.name, candidate(optimizer)))];
}

/** Applies the laws to an update rule in one dimension, with fresh weights or with given ones. */
export async function checkLearned(
  rule: LearnedOptimizer,
  dim: number,
  weights: Weights = rule.weights(dim, stream('check', rule.name)),
  laws: readonly Law<Pupil>[] = learnedLaws,
): Promise<readonly Verdict[]> {
  return judge(laws, `${rule.name}-d${dim}`, { rule, dim, weights });
}
