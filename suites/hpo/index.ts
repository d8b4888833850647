/**
 * Real hyper-parameter tuning: every evaluation trains real models on real data. No surrogate, no table, no simulation.
 *
 *   value = the cross-validated loss of a learner under these hyper-parameters on the development part of a data set;
 *   score = the loss, on the quarter of the data that was held out, of the model then trained on the whole development part.
 *
 * A problem is a learner on a data set: `svm-wine`. It is one function: the folds and whatever the learner draws (bootstrap
 * samples, initial weights) come from streams that are the same in every evaluation and in every run.
 */
import { readFileSync } from 'node:fs';
import { type NamedPoint, type Problem, type Suite, stream } from 'optbench';
import { type DataSet, dataSets } from './data.ts';
import type { Learner } from './learner.ts';
import { boosting } from './learners/boosting.ts';
import { forest } from './learners/forest.ts';
import { kernelRidge } from './learners/kernel-ridge.ts';
import { knn } from './learners/knn.ts';
import { logistic } from './learners/logistic.ts';
import { mlp } from './learners/mlp.ts';
import { svm } from './learners/svm.ts';
import { type Metric, totalLoss } from './loss.ts';
import { cut, folds, type Split } from './split.ts';

/** Every learner of the suite. */
export const learners: readonly Learner[] = [svm, boosting, forest, mlp, logistic, kernelRidge, knn];

/** A learner on a data set. */
export function problem(learner: Learner, dataSet: DataSet, metric: Metric, deck?: number): Problem<NamedPoint> {
  const { task, name, repeats } = dataSet;
  return {
    id: `${learner.name}-${name}`,
    space: learner.space(task),
    order: 0,
    source: `${learner.source}. Data: ${dataSet.source}`,
    facts: {
      learner: learner.name,
      about: learner.about,
      data: name,
      licence: dataSet.licence,
      task: task.kind,
      rows: dataSet.rows,
      columns: dataSet.columns,
      classes: task.classes,
      metric,
      folds,
      repeats,
    },
    async start() {
      const predict = await learner.open(task);
      const { validation, test } = cut(dataSet, deck);
      const loss = (point: NamedPoint, splits: readonly Split[], label: string): number => {
        let total = 0;
        let judged = 0;
        splits.forEach(({ train, judge, rescale }, i) => {
          const predicted = predict(point, train, judge.x, stream('hpo', learner.name, name, label, i));
          total += rescale * totalLoss(metric, predicted, judge.y, task);
          judged += judge.y.length;
        });
        return total / judged;
      };
      return {
        evaluate: (point) => ({
          value: loss(point, validation, 'validation'),
          score: loss(point, [test], 'test'),
        }),
      };
    },
  };
}

/** Every learner with every data set that it fits. */
export function* candidates(): Iterable<readonly [Learner, DataSet, Metric]> {
  for (const learner of learners) {
    for (const dataSet of dataSets) {
      const metric = learner.metric(dataSet.task.kind);
      if (metric !== undefined) yield [learner, dataSet, metric];
    }
  }
}

/** What measure-admission.ts measured of a candidate: docs/hpo.md says how. */
export interface Admission {
  readonly id: string;
  readonly best: number;
  readonly median: number;
  readonly worst: number;
  /** Of the values of random configurations. */
  readonly spread: number;
  /** Of one configuration's value over dealings of the folds. */
  readonly noise: number;
  readonly ratio: number;
  /** Least, median and most of one evaluation. */
  readonly milliseconds: readonly [number, number, number];
}

/** The measurements of all candidates. */
export function admissions(): readonly Admission[] {
  return JSON.parse(readFileSync(new URL('./admission.json', import.meta.url), 'utf8')) as Admission[];
}

/** A candidate is a problem of the suite where its hyper-parameters matter at least this many times more than its folds. */
const leastRatio = 3;

function* problems(): Iterable<Problem> {
  const ratios = new Map(admissions().map(({ id, ratio }) => [id, ratio]));
  for (const [learner, dataSet, metric] of candidates()) {
    const candidate = problem(learner, dataSet, metric);
    if ((ratios.get(candidate.id) ?? 0) >= leastRatio) yield candidate as Problem;
  }
}

const suite: Suite = {
  name: 'hpo',
  about: 'Hyper-parameters of real learners on real data: each evaluation is a cross-validation.',
  problems,
  budget: () => 50,
  seeds: 5,
};

export default suite;
