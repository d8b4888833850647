/**
 * The one loop, and the record of what happened. It touches no file and prints nothing: the journal, the clock and the
 * stop signal are handed in.
 *
 * x0 and the oracle's stream come from (suite, problem, seed) alone, so that every optimizer meets the same start and the
 * same noise; only the optimizer's own stream adds its name. Nothing depends on when or where the run is made.
 */
import { createHash } from 'node:crypto';
import { type Evaluated, evaluate, text } from './evaluate.ts';
import { type Rng, stream } from './math/random.ts';
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
import { outside } from './space.ts';

export type { Journal, Outcome, Run, RunHeader, RunKey, Status, TrialRecord } from './record.ts';

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

/** A journal that does not fit the optimizer or the problem at hand. */
export class ReplayMismatch extends Error {}

/** A trial whose result is not told yet. */
interface Pending {
  readonly id: number;
  readonly x: Vector;
  readonly finish: number;
  readonly askSeconds: number;
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

/** The recorded result of a trial, once it is sure that it is the same trial. */
function recall(known: TrialRecord, trial: Pending, header: RunHeader, problem: Problem): Evaluated {
  const place = `${header.suite}/${header.problem}, ${header.optimizer}, seed ${header.seed}, trial ${trial.id}`;
  if (known.id !== trial.id) throw new ReplayMismatch(`${place}: the journal has trial ${known.id} here`);
  const same =
    typeof known.x === 'string'
      ? known.x === hashOf(trial.x)
      : known.x.length === trial.x.length && known.x.every((value, i) => value === trial.x[i]);
  if (!same) {
    throw new ReplayMismatch(
      `${place}: the optimizer proposes ${show(trial.x)}, the journal has ${show(known.x)}; ` +
        'the journal or the optimizer has changed, so start this run anew',
    );
  }
  if (problem.order === 1 && header.order === 1) {
    throw new ReplayMismatch(`${place}: journals hold no gradients, so this run cannot be replayed; start it anew`);
  }
  return known;
}

/**
 * Simulated run-times: a worker's trial takes a time drawn uniformly from 1 +- 1/2, so several workers' results come back
 * out of order, in an order drawn from the seed (Chen et al. 2017, section 2.3, train the same way).
 */
function durations(rng: Rng, workers: number): (now: number) => number {
  return workers === 1 ? () => 0 : (now) => now + 0.5 + rng.next();
}

function takeFirst(pending: Pending[]): Pending {
  let first = 0;
  for (let i = 1; i < pending.length; i++) if (pending[i]!.finish < pending[first]!.finish) first = i;
  return pending.splice(first, 1)[0]!;
}

/**
 * Where an optimizer stands: a value-only search on the best point it has seen, a gradient method on where it is now. This
 * one rule makes the same trace right for regret curves and for training curves.
 */
function standing({ order }: Optimizer) {
  let best = Number.POSITIVE_INFINITY;
  let point: Vector | undefined;
  const current = (search: Search): Vector | undefined => (order === 1 ? search.current?.() : undefined);
  return {
    tell(x: Vector, value: number | null): void {
      if (order === 1 || point === undefined || (value !== null && value < best)) point = x;
      if (value !== null && value < best) best = value;
    },
    at: (search: Search): Vector => current(search) ?? point!,
    /** Where a method stands that stands elsewhere than on its last trial. */
    elsewhere(search: Search): Vector | undefined {
      const x = current(search);
      return x?.every((v, i) => v === point![i]) ? undefined : x;
    },
  };
}

/** What the point is worth on which a method stands, in the same noise as the trial that it was told; no trial of its own. */
async function worthOf(
  oracle: Oracle,
  problem: Problem,
  id: number,
  x: Vector,
  options: RunOptions,
): Promise<TrialRecord['current']> {
  const { value, score, violation } = await evaluate(oracle, problem, { id, x }, 0, options);
  return { value, ...(score !== undefined && { score }), ...(violation !== undefined && { violation }) };
}

/** 1, 2, 5, 10, 20, 50, ... and the last trial. */
export function isCheckpoint(count: number, budget: number): boolean {
  if (count === budget) return true;
  const power = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 5].includes(count / power);
}

/** The score of a point where it costs. One that is not a number, a diverged network's, is the worst there is: it must survive the journal. */
function verdict(problem: Problem, point: unknown): Pick<TrialRecord, 'judged' | 'accuracy'> {
  const { judge, accuracy } = problem;
  if (judge === undefined) return {};
  const score = judge.call(problem, point);
  return {
    judged: Number.isFinite(score) ? score : Number.MAX_VALUE,
    ...(accuracy !== undefined && { accuracy: accuracy.call(problem, point) }),
  };
}

function hashOf(x: Vector): string {
  return createHash('sha256')
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest('hex')
    .slice(0, 16);
}

function show(x: Vector | string): string {
  return typeof x === 'string' ? x : `[${[...x.slice(0, 4)].join(', ')}${x.length > 4 ? ', ...' : ''}]`;
}
