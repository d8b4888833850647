/**
 * Trajectories on one function, from one start and side by side, and what the controllers of guided policy search see of them.
 * Li & Malik (2017), Learning to Optimize, section 4.
 *
 *   R  trajectories      n  coordinates      T  steps      h  how much of the past is in a state
 *
 *   s_t = (x_t;  grad f(x_{t-i}), f(x_t) - f(x_{t-1-i}), i = 0, ..., h - 1),  d = n + h (n + 1), zeros before the start   (1)
 *
 * Deviation: the paper has h = 25. To a linear model of one function around one trajectory the location says all there is to
 * know, and two gradients say the last step; what the further ones cost is a state of 129 or 337 numbers.
 */
import { type Dense, dense } from '../../math/dense.ts';
import type { Vector } from '../../math/vector.ts';
import type { OpenProblem } from '../descent/problems.ts';

/** Trajectories on one function. */
export interface Rollouts {
  readonly problem: OpenProblem;
  /** R */
  readonly rows: number;
  /** n */
  readonly dim: number;
  /** At t = 0, ..., T: where they were, R x n, the values, R, and the gradients, R x n. */
  readonly x: readonly Vector[];
  readonly f: readonly Vector[];
  readonly g: readonly Vector[];
  /** The steps taken at t = 0, ..., T - 1, R x n. */
  readonly a: readonly Vector[];
}

/** Steps for all trajectories at time t, R x n, from what has been seen so far. */
export type Actor = (seen: Rollouts, t: number) => Vector;

/** Follows an actor from the problem's start. */
export function rollOut(problem: OpenProblem, rows: number, steps: number, actor: Actor): Rollouts {
  const n = problem.dim;
  const [x, f, g, a]: Vector[][] = [[], [], [], []] as unknown as Vector[][];
  const seen = { problem, rows, dim: n, x: x!, f: f!, g: g!, a: a! };
  let at = new Float64Array(rows * n);
  for (let r = 0; r < rows; r++) at.set(problem.start, r * n);
  for (let t = 0; ; t++) {
    const [values, slopes] = [new Float64Array(rows), new Float64Array(rows * n)];
    for (let r = 0; r < rows; r++) {
      const { value, gradient } = problem.look(at.subarray(r * n, (r + 1) * n), t);
      values[r] = value;
      slopes.set(gradient, r * n);
    }
    x!.push(at);
    f!.push(values);
    g!.push(slopes);
    if (t === steps) return seen;
    const step = actor(seen, t);
    a!.push(step);
    at = at.map((v, i) => {
      const to = v + step[i]!;
      return Number.isFinite(to) ? to : v;
    });
  }
}

/** d, the length of a state. */
export function stateLength(dim: number, history: number): number {
  return dim + history * (dim + 1);
}

/** s_t of a trajectory, (1). */
export function stateOf({ x, f, g, dim: n }: Rollouts, t: number, row: number, history: number): Vector {
  const state = new Float64Array(stateLength(n, history));
  state.set(x[t]!.subarray(row * n, (row + 1) * n));
  for (let i = 0; i < history; i++) {
    const at = n + i * (n + 1);
    if (t - i >= 0) state.set(g[t - i]!.subarray(row * n, (row + 1) * n), at);
    if (t - 1 - i >= 0) state[at + n] = f[t]![row]! - f[t - 1 - i]![row]!;
  }
  return state;
}

/**
 * How s_{t+1} follows from (s_t, a_t) and from what there is to find out, y = (grad f(x_{t+1}), f(x_{t+1}) - f(x_t)):
 * s' = A [s; a] + B y, A d x (d + n) and B d x (n + 1). Locations add up and the past moves on; that needs no fitting.
 */
export function bookkeeping(n: number, history: number, t: number): { readonly A: Dense; readonly B: Dense } {
  const d = stateLength(n, history);
  const A = dense(d, d + n);
  const B = dense(d, n + 1);
  const one = ({ cols, data }: Dense, row: number, col: number): void => {
    data[row * cols + col] = 1;
  };
  for (let j = 0; j < n; j++) {
    one(A, j, j);
    one(A, j, d + j);
  }
  for (let i = 0; i < history; i++) {
    const [at, before] = [n + i * (n + 1), n + (i - 1) * (n + 1)];
    for (let j = 0; j < n; j++) {
      if (i === 0) one(B, at + j, j);
      else one(A, at + j, before + j);
    }
    if (t - i < 0) continue; // there is no f(x_{t-i}) yet
    one(B, at + n, n);
    if (i > 0) one(A, at + n, before + n);
  }
  return { A, B };
}
