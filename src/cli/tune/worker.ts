/** A thread that tunes: one method at all rates on one task. */
import workerpool from 'workerpool';
import type { Problem } from '../../problem.ts';
import type { RateResult } from '../../tuning/choice.ts';
import { type Score, scoreOf } from '../../tuning/score.ts';
import type { TuningTask } from '../../tuning/task.ts';
import { descentFamily } from '../descent-family.ts';
import { loadOptimizer } from '../plugins.ts';

/** What is to be done. */
export interface TuningJob {
  /** The file that the method is in. */
  readonly reference: string;
  readonly method: string;
  /** Its schedule, unless that is constant. */
  readonly schedule?: string;
  readonly rates: readonly number[];
  readonly task: TuningTask;
  readonly seeds: number;
}

/** What came of it; or why the method cannot take the task on. */
export type TuningAnswer = { readonly rates: readonly RateResult[] } | { readonly unfit: string };

/** Makes the runs of a job. */
export async function tuneOn({ reference, method, schedule, rates, task, seeds }: TuningJob): Promise<TuningAnswer> {
  const problems = await problemsOf(task, seeds);
  const results: RateResult[] = [];
  for (const rate of rates) {
    const optimizer = await loadOptimizer(reference, [method, rate, ...(schedule ? [schedule] : [])].join('-'));
    const scores: Score[] = [];
    for (const [seed, draws] of problems.entries()) {
      let sum: Score = 0;
      for (const problem of draws) {
        const { space, blocks } = problem;
        const unfit = optimizer.unfit?.({ space, ...(blocks && { blocks }), budget: task.steps, workers: 1 });
        if (unfit !== undefined) return { unfit };
        const run = { suite: `tuning-${task.name}`, seed, budget: task.steps };
        const score: Score = await scoreOf(optimizer, problem, run);
        if (score === null) {
          sum = null;
          break;
        }
        sum += score;
      }
      scores.push(sum === null ? null : Number((sum / task.draws).toFixed(4)));
    }
    results.push({ rate, scores });
  }
  return { rates: results };
}

const known = new Map<string, Promise<readonly (readonly Problem[])[]>>();

/** The problems of a task by seed and draw, the same for all that this thread tunes: an optimum may have cost a search. */
function problemsOf(task: TuningTask, seeds: number): Promise<readonly (readonly Problem[])[]> {
  const key = JSON.stringify([task, seeds]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = descentFamily(task.suite, task.family).then((family) =>
    Array.from({ length: seeds }, (_, seed) =>
      Array.from({ length: task.draws }, (_, draw) => family.sample(['tuning', seed, draw, 0])),
    ),
  );
  known.set(key, made);
  return made;
}

if (!workerpool.isMainThread)
  workerpool.worker({ tuneOn } as unknown as Record<string, (...args: unknown[]) => unknown>);
