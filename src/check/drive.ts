/** Drives an optimizer by hand and writes down all that it does, so that the laws can look for what it must not do. */
import { stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Optimizer, Search, Setup, Trial } from '../optimizer.ts';
import { type Oracle, type Problem, startingPoint } from '../problem.ts';
import { outside } from '../space.ts';
import { exercises } from './exercises.ts';
import type { Evidence } from './law.ts';

/** What an optimizer is told in place of the truth. */
export type Disguise = (trial: Trial) => Pick<Trial, 'value' | 'gradient'>;

/** How it is driven. */
export interface Drive {
  readonly budget?: number;
  readonly workers?: number;
  readonly seed?: number;
  readonly disguise?: Disguise;
}

/** What it did. */
export interface Transcript {
  /** In the order in which they were asked for, as they were then. */
  readonly proposals: readonly Vector[];
  /** The vectors themselves, whatever has become of them. */
  readonly handed: readonly Vector[];
  /** What it was told, in the order of telling, with a copy made before. */
  readonly told: readonly { readonly trial: Trial; readonly before: Trial }[];
  /** How it broke off, where it did. */
  readonly fault?: { readonly kind: 'outside' | 'waits' | 'threw'; readonly evidence: string };
}

/** Long enough for a model-based method to leave its initial design, short enough for a slow one. */
export const BUDGET = 16;

/** The setup of an exercise, new at each call. */
function setupOf(optimizer: Optimizer, problem: Problem, drive: Drive = {}): Setup {
  const { budget = BUDGET, workers = 1, seed = 0 } = drive;
  return {
    space: problem.space,
    ...(problem.blocks && { blocks: problem.blocks }),
    ...(problem.penalty && { penalty: problem.penalty }),
    x0: startingPoint(problem, stream('check', 'x0', problem.id, seed)),
    budget,
    workers,
    rng: stream('check', 'optimizer', problem.id, optimizer.name, seed),
  };
}

/** Why an optimizer is not exercised on a problem; undefined where it is. */
export function unfitFor(optimizer: Optimizer, problem: Problem, drive: Drive = {}): string | undefined {
  if (optimizer.order > problem.order) return 'it needs gradients and the problem has none';
  return optimizer.unfit?.(setupOf(optimizer, problem, drive));
}

/** What an optimizer is exercised on: of each kind of exercise the first that it is fit for. */
export function exercisesFor(optimizer: Optimizer, drive: Drive = {}): readonly Problem[] {
  return exercises.flatMap((kind) => kind.find((problem) => unfitFor(optimizer, problem, drive) === undefined) ?? []);
}

/** Lets it spend a budget. With several workers the results come back last in, first out. */
export async function drive(optimizer: Optimizer, problem: Problem, options: Drive = {}): Promise<Transcript> {
  const session = await openSession(optimizer, problem, options);
  while (await session.step()) {
    // Each step asks as often as there are idle workers and tells once.
  }
  return session.close();
}

/** An optimizer under examination. */
export interface Candidate {
  readonly optimizer: Optimizer;
  /** An undisturbed run, made once: it may cost. */
  plain(problem: Problem): Promise<Transcript>;
}

/** Prepares an optimizer. */
export function candidate(optimizer: Optimizer): Candidate {
  const runs = new Map<Problem, Promise<Transcript>>();
  return {
    optimizer,
    plain(problem) {
      const made = runs.get(problem) ?? drive(optimizer, problem);
      runs.set(problem, made);
      return made;
    },
  };
}

/** A run that can be driven step by step, so that two can be interleaved. */
export interface Session {
  /** False once the budget is spent or the optimizer has broken off. */
  step(): Promise<boolean>;
  close(): Promise<Transcript>;
}

/** Opens a session. */
export async function openSession(optimizer: Optimizer, problem: Problem, options: Drive): Promise<Session> {
  const { budget = BUDGET, workers = 1, disguise } = options;
  const { space } = problem;
  const oracle: Oracle = await problem.start(stream('check', 'oracle'));
  const proposals: Vector[] = [];
  const handed: Vector[] = [];
  const told: { trial: Trial; before: Trial }[] = [];
  const out: { readonly id: number; readonly x: Vector }[] = [];
  let fault: Transcript['fault'];
  let search: Search | undefined;

  const attempt = async <Result>(what: string, act: () => Result | Promise<Result>): Promise<Result | undefined> => {
    try {
      return await act();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      fault = { kind: 'threw', evidence: `it threw ${what}: ${message}` };
      return undefined;
    }
  };
  const ask = async (): Promise<boolean> => {
    const id = proposals.length;
    const x = await attempt(`when asked for trial ${id}`, () => search!.ask(id));
    if (fault !== undefined) return false;
    if (x === 'wait') {
      if (out.length === 0) fault = { kind: 'waits', evidence: `at trial ${id} it waits though no trial is out` };
      return false;
    }
    const wrong: Evidence = outside(space, x);
    if (wrong !== undefined) {
      fault = { kind: 'outside', evidence: `trial ${id}: ${wrong}` };
      return false;
    }
    handed.push(x as Vector);
    proposals.push((x as Vector).slice());
    out.push({ id, x: (x as Vector).slice() });
    return true;
  };
  const observe = async ({ id, x }: { readonly id: number; readonly x: Vector }): Promise<Trial> => {
    const signal = new AbortController().signal;
    const { value, gradient } = await oracle.evaluate(space.decode(x), { id, order: optimizer.order, signal });
    const truth: Trial = {
      id,
      x,
      value,
      ...(optimizer.order === 1 && gradient !== undefined && { gradient: space.pullback(x, gradient) }),
    };
    return disguise === undefined ? truth : { id, x, ...disguise(truth) };
  };

  search = await attempt('at the start', () => optimizer.start(setupOf(optimizer, problem, options)));
  return {
    async step() {
      if (fault !== undefined || told.length >= budget) return false;
      while (out.length < workers && proposals.length < budget && (await ask())) {
        // until every worker is busy, or it would rather wait
      }
      const next = out.pop();
      if (fault !== undefined || next === undefined) return false;
      const trial = await observe(next);
      told.push({ trial, before: copy(trial) });
      await attempt(`when told trial ${next.id}`, () => search!.tell(trial));
      return fault === undefined;
    },
    async close() {
      await attempt('at the end', () => search?.close?.());
      await oracle.close?.();
      return { proposals, handed, told, ...(fault && { fault }) };
    },
  };
}

function copy(trial: Trial): Trial {
  return { ...trial, x: trial.x.slice(), ...(trial.gradient && { gradient: trial.gradient.slice() }) };
}
