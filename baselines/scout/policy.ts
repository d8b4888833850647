/**
 * What is learned: a small network that looks at the state of a search and says how curious to be, and whether to stay.
 *
 *   u  what it sees (16 numbers, whatever the dimension)         A  16 x H    a  H      S  16 x 3
 *   o = tanh(u A + a) V + u S + v                                V  H x 3     v  3
 *
 *   o_0  log beta: the next point minimises mu - beta sigma
 *   o_1, o_2  logits, against 0 for staying where it is: start again elsewhere; go home to the best point
 *
 * Fresh weights: beta 1.5; the longer nothing was found, the likelier to start again.
 */
import type { Rng } from 'optbench';
import type { Weights } from 'optbench/learn';

/** Numbers that the network sees. */
export const SIGHTS = 16;
/** Which of them counts the evaluations without local improvement. */
export const STALE = 8;

/** Fresh weights with H hidden units. */
export function policyWeights(H: number, rng: Rng): Weights {
  const S = new Float32Array(SIGHTS * 3);
  S[STALE * 3 + 1] = 2;
  return {
    A: { shape: [SIGHTS, H], data: Float32Array.from({ length: SIGHTS * H }, () => rng.normal() / Math.sqrt(SIGHTS)) },
    a: { shape: [H], data: new Float32Array(H) },
    V: { shape: [H, 3], data: new Float32Array(H * 3) },
    S: { shape: [SIGHTS, 3], data: S },
    v: { shape: [3], data: Float32Array.of(Math.log(1.5), -4, -5) },
  };
}

/** What the network says. */
export interface Advice {
  readonly beta: number;
  /** The probabilities of starting again, and of going home. */
  readonly again: number;
  readonly home: number;
}

/** Asks it. */
export function advise(theta: Weights, u: Float64Array): Advice {
  const [A, a, V, S, v] = ['A', 'a', 'V', 'S', 'v'].map((name) => theta[name]!.data) as Float32Array[];
  const H = a!.length;
  const o = Float64Array.from(v!);
  for (let i = 0; i < SIGHTS; i++) for (let k = 0; k < 3; k++) o[k]! += u[i]! * S![i * 3 + k]!;
  for (let j = 0; j < H; j++) {
    let z = a![j]!;
    for (let i = 0; i < SIGHTS; i++) z += u[i]! * A![i * H + j]!;
    const h = Math.tanh(z);
    for (let k = 0; k < 3; k++) o[k]! += h * V![j * 3 + k]!;
  }
  const top = Math.max(0, o[1]!, o[2]!);
  const [stay, again, home] = [Math.exp(-top), Math.exp(o[1]! - top), Math.exp(o[2]! - top)];
  const sum = stay + again + home;
  return { beta: Math.exp(Math.min(2.3, Math.max(-3, o[0]!))), again: again / sum, home: home / sum };
}
