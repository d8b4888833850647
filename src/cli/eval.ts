/**
 * `optbench eval`: our objectives' values at anyone's points, so that anyone can check them. Points are in the problem's own
 * coordinates and are evaluated as they are.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stream } from '../math/random.ts';
import type { Observation, Problem } from '../problem.ts';
import { findProblem } from '../suite.ts';
import { ExitCode, messageOf, UsageError, unknown } from './errors.ts';
import { absolute } from './guests.ts';
import type { Io } from './io.ts';
import { loadSuite } from './plugins.ts';

/** What `optbench eval` was told. */
export interface EvalFlags {
  /** A JSON file, or '-' for standard input. */
  readonly points: string;
  readonly seed: number;
  readonly gradient: boolean;
}

/** One point's result; numbers print so that they read back as the same double. */
interface Evaluation {
  readonly value: number | null;
  readonly score: number | null;
  readonly accuracy?: number;
  readonly violation?: number;
  readonly gradient?: readonly number[];
  readonly reason?: string;
}

/** Evaluates the points at a problem, 'suite/problem', and prints the values. */
export async function evaluatePoints(address: string, flags: EvalFlags, io: Io): Promise<number> {
  const { suite, problem } = await problemAt(address, io.cwd);
  if (flags.gradient && problem.order === 0) throw new UsageError(`${address}: reveals only values, no gradients`);
  const points = readPoints(flags.points, problem, io);
  const oracle = await problem.start(stream('oracle', suite, problem.id, flags.seed));
  const evaluations: Evaluation[] = [];
  try {
    for (const [id, point] of points.entries()) {
      const order = flags.gradient ? 1 : 0;
      try {
        const observation = await oracle.evaluate(point, { id, order, signal: new AbortController().signal });
        evaluations.push(evaluation(observation, problem, point));
      } catch (error) {
        evaluations.push({ value: null, score: null, reason: `threw: ${messageOf(error)}` });
      }
    }
  } finally {
    await oracle.close?.();
  }
  io.out(`[${evaluations.map((entry) => JSON.stringify(entry)).join(',\n ')}]\n`);
  return evaluations.some(({ value }) => value === null) ? ExitCode.runsFailed : ExitCode.done;
}

/** A problem by 'suite/problem', where the suite may be a path. */
async function problemAt(address: string, cwd: string): Promise<{ suite: string; problem: Problem }> {
  const slash = address.lastIndexOf('/');
  if (slash < 1) throw new UsageError(`eval: expected SUITE/PROBLEM, as in classic/branin, got '${address}'`);
  const { suite } = await loadSuite(absolute(address.slice(0, slash), cwd));
  const id = address.slice(slash + 1);
  const problem = findProblem(suite, id);
  if (problem === undefined)
    throw unknown(
      `problem in ${suite.name}:`,
      id,
      [...suite.problems()].map((p) => p.id),
    );
  return { suite: suite.name, problem };
}

function readPoints(file: string, { space }: Problem, io: Io): unknown[] {
  let data: unknown;
  try {
    data = JSON.parse(file === '-' ? io.read() : readFileSync(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: cannot be read as JSON: ${messageOf(error)}`);
  }
  if (!Array.isArray(data)) throw new UsageError(`${file}: expected an array of points, got ${typeof data}`);
  return data.map((entry, i) => {
    try {
      return space.parse(entry);
    } catch (error) {
      throw new UsageError(`${file}, point ${i}: ${messageOf(error)}`);
    }
  });
}

function evaluation(observation: Observation, problem: Problem, point: unknown): Evaluation {
  const { value, score, gradient, violation } = observation;
  const accuracy = problem.accuracy?.(point);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { value: null, score: null, reason: `returned ${String(value)}` };
  }
  return {
    value,
    score: score ?? problem.judge?.(point) ?? value,
    ...(accuracy !== undefined && { accuracy }),
    ...(violation !== undefined && { violation }),
    ...(gradient && { gradient: Array.from(gradient) }),
  };
}
