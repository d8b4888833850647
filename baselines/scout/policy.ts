/**
 * What is learned: from the state of a search, how curious to be, and whether to stay. Linear in what it sees, 51 numbers; and,
 * where functions are all of one kind, three more, which say what the model believes of length-scales beforehand.
 *
 *   u  what it sees (16 numbers, whatever the dimension)         S  16 x 3         v  3
 *   o = u S + v
 *
 *   p  logarithms of the prior's middle, spread, and distance between coordinates (evidence.ts)
 *
 *   o_0  log beta: the next point minimises mu - beta sigma
 *   o_1, o_2  logits, against 0 for staying where it is: start again elsewhere; go home to the best point
 *
 * Fresh weights: beta near 1.5, growing with time; the longer nothing was found, the likelier to start again.
 */
import type { Weights } from 'optbench/learn';
import type { Prior } from './evidence.ts';

/** Numbers that the policy sees. */
export const SIGHTS = 16;
/** Which of them tells the time, and which counts the evaluations without local improvement. */
const TIME = 3;
const STALE = 8;

/** What is believed of length-scales where that is not learned: little. */
const VAGUE: Prior = { middle: 0.3, spread: 0.7, apart: 0.5 };
/** Where learning it begins: one length-scale for all coordinates, and nearly the same for all functions. */
const NARROW: Prior = { middle: 0.25, spread: 0.2, apart: 0.1 };

/** Fresh weights; with a prior that is learned, or without. */
export function policyWeights(learnsPrior: boolean): Weights {
  const S = new Float32Array(SIGHTS * 3);
  S[TIME * 3] = 0.3;
  S[STALE * 3 + 1] = 2;
  return {
    S: { shape: [SIGHTS, 3], data: S },
    v: { shape: [3], data: Float32Array.of(Math.log(1.5), -4, -5) },
    ...(learnsPrior && {
      p: { shape: [3], data: Float32Array.of(...[NARROW.middle, NARROW.spread, NARROW.apart].map(Math.log)) },
    }),
  };
}

/** What the model believes beforehand. */
export function priorOf(theta: Weights): Prior {
  const p = theta['p']?.data;
  return p === undefined ? VAGUE : { middle: Math.exp(p[0]!), spread: Math.exp(p[1]!), apart: Math.exp(p[2]!) };
}

/** What the policy says. */
export interface Advice {
  readonly beta: number;
  /** The probabilities of starting again, and of going home. */
  readonly again: number;
  readonly home: number;
}

/** Asks it. */
export function advise(theta: Weights, u: Float64Array): Advice {
  const S = theta['S']!.data;
  const o = Float64Array.from(theta['v']!.data);
  for (let i = 0; i < SIGHTS; i++) for (let k = 0; k < 3; k++) o[k]! += u[i]! * S[i * 3 + k]!;
  const top = Math.max(0, o[1]!, o[2]!);
  const [stay, again, home] = [Math.exp(-top), Math.exp(o[1]! - top), Math.exp(o[2]! - top)];
  const sum = stay + again + home;
  return { beta: Math.exp(Math.min(2.3, Math.max(-3, o[0]!))), again: again / sum, home: home / sum };
}
