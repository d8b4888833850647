/** One evaluation, and what it is worth: anything but a finite number in time is a failure, recorded and never hidden. */
import type { Vector } from './math/vector.ts';
import type { Observation, Oracle, Order, Problem, Ticket } from './problem.ts';
import type { TrialRecord } from './record.ts';

/** What an evaluation came to. */
export type Evaluated = Pick<TrialRecord, 'value' | 'status'> & {
  readonly score?: number;
  readonly violation?: number;
  readonly reason?: string;
  readonly gradient?: Vector;
};

/** Evaluates one proposal. It never throws: whatever goes wrong is a failure with its reason. */
export function evaluate(
  oracle: Oracle,
  problem: Problem,
  { id, x }: { readonly id: number; readonly x: Vector },
  order: Order,
  { timeout, signal }: { readonly timeout?: number; readonly signal?: AbortSignal },
): Evaluated | Promise<Evaluated> {
  const limit = new Limit(signal);
  const ticket: Ticket = {
    id,
    order,
    get signal() {
      return limit.signal;
    },
  };
  try {
    const answer = oracle.evaluate(problem.space.decode(x), ticket);
    if (!(answer instanceof Promise)) return judgeAnswer(answer, x, problem, order);
    const settled = answer.then(
      (observation) => judgeAnswer(observation, x, problem, order),
      (error) => failure(`threw: ${text(error)}`),
    );
    return timeout === undefined ? settled : limit.race(settled, timeout);
  } catch (error) {
    return failure(`threw: ${text(error)}`);
  }
}

/** What an evaluation is worth: anything but a finite number is a failure, recorded with its reason. */
function judgeAnswer(observation: Observation, x: Vector, problem: Problem, order: Order): Evaluated {
  const value: unknown = observation?.value;
  if (typeof value !== 'number')
    return failure(`returned ${describe(observation)} where { value: number } is expected`);
  if (!Number.isFinite(value)) return failure(`returned ${value}`);
  const { score, gradient, violation } = observation;
  if (score !== undefined && !Number.isFinite(score)) return failure(`returned a score of ${score}`);
  if (violation !== undefined && !(violation >= 0 && violation < Number.POSITIVE_INFINITY)) {
    return failure(`returned a violation of ${violation} where a number of at least 0 is expected`);
  }
  const scored = { ...(score !== undefined && { score }), ...(violation !== undefined && { violation }) };
  if (order === 0) return { value, status: 'ok', ...scored };
  if (gradient === undefined) return failure('returned no gradient though one was asked for');
  if (!gradient.every(Number.isFinite)) return failure('returned a gradient that is not finite');
  return { value, status: 'ok', ...scored, gradient: problem.space.pullback(x, gradient) };
}

function failure(reason: string): Evaluated {
  return { value: null, status: 'failed', reason };
}

/** A time limit on one asynchronous evaluation; the abort controller exists only where somebody looks at it. */
class Limit {
  private controller: AbortController | undefined;
  private readonly outer: AbortSignal | undefined;

  constructor(outer: AbortSignal | undefined) {
    this.outer = outer;
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    const { signal } = this.controller;
    return this.outer === undefined ? signal : AbortSignal.any([this.outer, signal]);
  }

  race(settled: Promise<Evaluated>, seconds: number): Promise<Evaluated> {
    let timer: ReturnType<typeof setTimeout>;
    const late = new Promise<Evaluated>((resolve) => {
      timer = setTimeout(() => {
        this.controller?.abort();
        resolve({ value: null, status: 'timeout', reason: `took longer than ${seconds} s` });
      }, seconds * 1000);
    });
    return Promise.race([settled, late]).finally(() => clearTimeout(timer));
  }
}

/** What an error says. */
export function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
