/**
 * The child task: how good a rule is, by a short training with it. Bello et al. (2017), section 4.1: a learning rate of
 * 10^{-5, ..., 1} is chosen after one epoch, then a few epochs are trained with it, and the reward is judged on held-out data.
 *
 * Deviation: any problem of order 1 takes the place of a two-layer ConvNet on CIFAR-10, so that a child takes a fraction of a
 * second rather than minutes. Accuracy is coarse on small held-out sets, so the reward is the share of the held-out loss that
 * the training took away, from 0 (none, or it diverged) to 1 (all); and the mean over a few draws of where the network begins
 * and of its minibatches, or a search of thousands would find the luckiest rule rather than the best.
 */
import type { Step } from '../descent/method.ts';
import { type Label, stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Oracle, Problem } from '../problem.ts';
import { compiled, type Task } from './compile.ts';
import type { Expression } from './expression.ts';

/** How a child is trained. */
export interface Upbringing {
  /** Steps with each rate before one is chosen. */
  readonly probe: number;
  /** Steps with the rate that was chosen. */
  readonly steps: number;
  readonly rates: readonly number[];
  /** Trainings with different beginnings and minibatches. */
  readonly draws: number;
}

/** One epoch with each of the rates 10^{-5, ..., 1}, five with the best, where an epoch is thirty steps. */
export const upbringing: Upbringing = { probe: 30, steps: 150, rates: [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10], draws: 3 };

/** What became of a child. */
export interface Outcome {
  /** From 0 to 1, more is better: the mean over the draws. */
  readonly reward: number;
  /** The rate that it was trained with; null where none was any good. */
  readonly rate: number | null;
}

/** A problem that is open for training. */
export interface Nursery {
  readonly problem: Problem;
  readonly oracle: Oracle;
  readonly address: readonly Label[];
  readonly x0: Vector;
  /** The held-out loss before the first step. */
  readonly start: number;
}

/** A compiled rule. */
type Rule = (task: Task) => Step;

/** Opens a problem; the address decides where trainings begin and which minibatches they see. */
export async function opened(problem: Problem, address: readonly Label[]): Promise<Nursery> {
  if (problem.order !== 1) throw new Error(`discover: ${problem.id} must be of order 1, got order ${problem.order}`);
  const rng = stream('discover', problem.id, ...address);
  const x0 =
    problem.init === undefined
      ? new Float64Array(problem.space.dim)
      : problem.space.encode(problem.init(rng.split('start')));
  const oracle = await problem.start(rng.split('oracle'));
  const start = await judged({ problem, oracle }, x0);
  if (!(start > 0)) throw new Error(`discover: ${problem.id} must have a loss above 0 to begin with, got ${start}`);
  return { problem, oracle, address, x0, start };
}

/** Trains a child on every draw, at the rate that its probes on the first one chose, and rewards it. */
export async function raised(
  [first, ...others]: readonly [Nursery, ...Nursery[]],
  expression: Expression,
  how: Upbringing = upbringing,
): Promise<Outcome> {
  const rule = compiled(expression);
  const rate = await chosenRate(first, rule, how);
  if (rate === null) return { reward: 0, rate };
  let sum = await reward(first, rule, rate, how);
  if (sum < PROMISING) return { reward: sum, rate };
  for (const nursery of others) sum += await reward(nursery, rule, rate, how);
  return { reward: sum / (1 + others.length), rate };
}

/** A child that does not take away half the loss of the first draw is not worth the others. */
const PROMISING = 0.5;

/** The rate with the best held-out loss after the probe; null where none beats standing still. One rate needs no probe. */
async function chosenRate(nursery: Nursery, rule: Rule, { probe, steps, rates }: Upbringing): Promise<number | null> {
  if (rates.length === 1) return rates[0]!;
  let best: { readonly rate: number | null; readonly score: number } = { rate: null, score: nursery.start };
  for (const rate of rates) {
    const x = await trained(nursery, rule, rate, probe, steps);
    const score = x === undefined ? Number.NaN : await judged(nursery, x);
    if (score < best.score) best = { rate, score };
  }
  return best.rate;
}

/** The share of the held-out loss that a training takes away. */
async function reward(nursery: Nursery, rule: Rule, rate: number, { steps }: Upbringing): Promise<number> {
  const x = await trained(nursery, rule, rate, steps, steps);
  const score = x === undefined ? Number.NaN : await judged(nursery, x);
  return Number.isFinite(score) ? Math.min(1, Math.max(0, 1 - score / nursery.start)) : 0;
}

/** Where so many steps of a training of T lead; undefined where it diverges. */
export async function trained(
  { problem, oracle, address, x0 }: Nursery,
  rule: Rule,
  rate: number,
  steps: number,
  T: number,
): Promise<Vector | undefined> {
  const { space } = problem;
  const step = rule({ space, budget: T, rng: stream('discover', problem.id, ...address, 'rule') });
  let x = x0;
  for (let id = 0; id < steps; id++) {
    const seen = oracle.evaluate(space.decode(x), { id, order: 1, signal: NEVER });
    const { value, gradient } = seen instanceof Promise ? await seen : seen;
    if (!Number.isFinite(value) || gradient === undefined) return undefined;
    const next = new Float64Array(space.dim);
    step(x, space.pullback(x, gradient), next, rate, id + 1);
    x = next;
    if (!x.every(Number.isFinite)) return undefined;
  }
  return x;
}

/** The held-out loss, or where there is none the loss. */
async function judged({ problem, oracle }: Pick<Nursery, 'problem' | 'oracle'>, x: Vector): Promise<number> {
  const point = problem.space.decode(x);
  if (problem.judge !== undefined) return problem.judge(point);
  const { value, score } = await oracle.evaluate(point, { id: 0, order: 0, signal: NEVER });
  return score ?? value;
}

const NEVER = new AbortController().signal;
