/**
 * The one loop, and the record of what happened. It touches no file and prints nothing: the journal, the clock and the
 * stop signal are handed in.
 *
 * x0 and the oracle's stream come from (suite, problem, seed) alone, so that every optimizer meets the same start and the
 * same noise; only the optimizer's own stream adds its name. Nothing depends on when or where the run is made.
 */
import { type Evaluated, evaluate, text } from './evaluate.ts';
import { stream } from './math/random.ts';
import type { Vector } from './math/vector.ts';
import type { Optimizer, Search, Setup, Trial } from './optimizer.ts';
import { type Oracle, type Problem, startingPoint } from './problem.ts';
import {
  feasibleValue,
  type Journal,
  type Outcome,
  type Run,
  type RunHeader,
  type Status,
  type TrialRecord,
} from './record.ts';
import { hashOf, recall } from './run/replay.ts';
import { isCheckpoint, standing, verdict, worthOf } from './run/standing.ts';
import { durations, type Pending, takeFirst } from './run/workers.ts';
import { outside } from './space.ts';

export type { Journal, Outcome, Run, RunHeader, RunKey, Status, TrialRecord } from './record.ts';
export { ReplayMismatch } from './run/replay.ts';

/** What the loop is doing, for whoever watches for a hang. */
export type Phase = 'start' | 'ask' | 'evaluate' | 'tell' | 'idle';

/** Trials that an earlier attempt at this run could not survive: recorded as such, never evaluated again. */
export interface Casualty {
  readonly id: number;
  readonly status: Exclude<Status, 'ok'>;
  readonly reason: string;
}

/** The part of a run's description that is not the optimizer or the problem. */
export interface RunOptions {
  readonly suite: string;
  readonly seed: number;
  readonly budget: number;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Seconds until an asynchronous evaluation is given up; a synchronous one can only be ended from outside. */
  readonly timeout?: number;
  readonly journal?: Journal;
  /** Trials of an earlier attempt, in order: told again instead of evaluated. */
  readonly replay?: readonly TrialRecord[];
  readonly casualties?: readonly Casualty[];
  readonly watch?: (phase: Phase, id: number) => void;
  /** Seconds since any fixed moment. */
  readonly clock?: () => number;
}

/** Makes one run. Failures of the optimizer are an outcome; only a replay mismatch and programming mistakes throw. */
export async function run(optimizer: Optimizer, problem: Problem, options: RunOptions): Promise<Run> {
  const { suite, seed, budget, workers = 1, signal, journal, replay = [], watch } = options;
  const clock = options.clock ?? (() => performance.now() / 1000);
  if (!Number.isInteger(budget) || budget < 1)
    throw new Error(`run: budget must be a whole number above 0, got ${budget}`);
  if (!Number.isInteger(workers) || workers < 1)
    throw new Error(`run: workers must be a whole number above 0, got ${workers}`);
  if (optimizer.order > problem.order) {
    throw new Error(`run: ${optimizer.name} needs gradients and ${suite}/${problem.id} reveals only values`);
  }

  const { space } = problem;
  const address = [suite, problem.id, seed] as const;
  const finishing = durations(stream('schedule', ...address), workers);
  const header: RunHeader = {
    suite,
    problem: problem.id,
    optimizer: optimizer.name,
    seed,
    budget,
    workers,
    dim: space.dim,
    order: optimizer.order,
    optimum: problem.optimum ?? null,
  };
  const casualties = new Map(options.casualties?.map((casualty) => [casualty.id, casualty]));
  const trials: TrialRecord[] = [];
  const pending: Pending[] = [];
  const stand = standing(optimizer);
  let oracle: Oracle | undefined;
  let search: Search | undefined;

  journal?.open(header);
  const ended = (outcome: Outcome): Run => {
    journal?.close(outcome);
    return { header, trials, outcome };
  };

  try {
    watch?.('start', 0);
    const started = problem.start(stream('oracle', ...address));
    oracle = started instanceof Promise ? await started : started;
    const setup: Setup = {
      space,
      ...(problem.blocks && { blocks: problem.blocks }),
      ...(problem.penalty && { penalty: problem.penalty }),
      x0: startingPoint(problem, stream('x0', ...address)),
      budget,
      workers,
      rng: stream('optimizer', ...address, optimizer.name),
    };
    search = guard(optimizer, 'start', () => optimizer.start(setup));

    let asked = 0;
    let told = 0;
    let now = 0; // simulated time, where there are several workers
    let breath = clock();
    while (told < budget) {
      if (signal?.aborted) return ended({ kind: 'cancelled' });

      // Ask until every worker is busy, or the optimizer would rather wait.
      while (pending.length < workers && asked < budget) {
        const before = clock();
        watch?.('ask', asked);
        let x: unknown;
        try {
          x = search.ask(asked);
          if (x instanceof Promise) x = await x;
        } catch (error) {
          throw new OptimizerFailure(`${optimizer.name} threw when asked for trial ${asked}: ${text(error)}`);
        }
        if (x === 'wait') {
          if (pending.length > 0) break;
          throw new OptimizerFailure(`${optimizer.name} waits at trial ${asked} though no trial is out`);
        }
        const fault = outside(space, x);
        if (fault !== undefined) throw new OptimizerFailure(`${optimizer.name}, trial ${asked}: ${fault}`);
        const after = clock();
        // A copy: whatever the optimizer does to its own vector later, the record stays.
        pending.push({ id: asked, x: (x as Vector).slice(), finish: finishing(now), askSeconds: after - before });
        asked++;
      }

      // The worker that finishes first is the next one heard.
      const trial = takeFirst(pending);
      now = trial.finish;
      const known = replay[told];
      const beforeEvaluate = clock();
      let result: Evaluated;
      if (known !== undefined) {
        result = recall(known, trial, header, problem);
      } else if (casualties.has(trial.id)) {
        const { status, reason } = casualties.get(trial.id)!;
        result = { value: null, status, reason };
      } else {
        watch?.('evaluate', trial.id);
        const attempt = evaluate(oracle, problem, trial, optimizer.order, options);
        result = attempt instanceof Promise ? await attempt : attempt;
      }

      const beforeTell = clock();
      watch?.('tell', trial.id);
      const answer: Trial = {
        id: trial.id,
        x: trial.x.slice(),
        ...whatIsTold(result, optimizer),
      };
      try {
        const heard = search.tell(answer);
        if (heard instanceof Promise) await heard;
      } catch (error) {
        throw new OptimizerFailure(`${optimizer.name} threw when told trial ${trial.id}: ${text(error)}`);
      }
      const afterTell = clock();
      watch?.('idle', trial.id);
      told++;

      stand.tell(trial.x, feasibleValue(result));
      const elsewhere = known === undefined ? stand.elsewhere(search) : undefined;
      const current = elsewhere && (await worthOf(oracle, problem, trial.id, elsewhere, options));
      const due = known === undefined && isCheckpoint(told, budget);
      const record: TrialRecord = known ?? {
        id: trial.id,
        x: problem.blocks === undefined ? trial.x : hashOf(trial.x),
        value: result.value,
        ...(result.score !== undefined && { score: result.score }),
        ...(result.violation !== undefined && { violation: result.violation }),
        ...(current !== undefined && { current }),
        ...(due && verdict(problem, space.decode(stand.at(search)))),
        status: result.status,
        ...(result.reason !== undefined && { reason: result.reason }),
        seconds: { ask: trial.askSeconds, evaluate: beforeTell - beforeEvaluate, tell: afterTell - beforeTell },
      };
      trials.push(record);
      if (known === undefined) journal?.trial(record);

      // Let signals and messages in now and then.
      if (afterTell - breath > 0.05) {
        await new Promise(setImmediate);
        breath = clock();
      }
    }
    return ended({ kind: 'finished' });
  } catch (error) {
    if (error instanceof OptimizerFailure) return ended({ kind: 'failed', reason: error.message });
    throw error;
  } finally {
    await search?.close?.();
    await oracle?.close?.();
  }
}

/** The optimizer broke its contract: the run ends here, and others go on. */
class OptimizerFailure extends Error {}

function guard<Result>(optimizer: Optimizer, action: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new OptimizerFailure(`${optimizer.name} threw on ${action}: ${text(error)}`);
  }
}

/**
 * What the optimizer learns of a result. One that knows nothing of constraints is told +Infinity where they are violated, the
 * extreme barrier (Audet & Dennis 2006): it would take a value from there for a success.
 */
function whatIsTold(
  { value, gradient, violation }: Evaluated,
  { constraints = false }: Optimizer,
): Omit<Trial, 'id' | 'x'> {
  const barred = violation !== undefined && violation > 0 && !constraints;
  if (value === null || barred) return { value: Number.POSITIVE_INFINITY };
  return { value, ...(gradient && { gradient }), ...(constraints && violation !== undefined && { violation }) };
}
