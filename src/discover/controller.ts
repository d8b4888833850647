/**
 * The controller: a recurrent network that writes programs token by token, Bello et al. (2017), section 3 and Figure 3. Every
 * token is drawn from a softmax over those that may stand there, and is shown to the network before the next.
 *
 *   B  programs    L  tokens of each    E  16, H  32
 *   x  B x E       the token before, embedded; zeros at the start
 *   h | c          B x 2H, an LSTM's carry
 *   logits         B x n, by one output layer for each kind of token; n of them are on offer at this place
 */
import type { Rng } from '../math/random.ts';
import type { Node, Tape } from '../tensor/tape.ts';
import type { Weight, Weights } from '../tensor/weights.ts';
import type { Kind, Program, Slot } from './program.ts';

const E = 16;
const H = 32;

/** Weights before training: small ones, so that every token is nearly as likely. */
export function controllerWeights(slots: readonly Slot[], rng: Rng): Weights {
  const gaussian = (rows: number, cols: number, scale: number): Weight => ({
    shape: [rows, cols],
    data: Float32Array.from({ length: rows * cols }, () => scale * rng.normal()),
  });
  const zeros = (cols: number): Weight => ({ shape: [1, cols], data: new Float32Array(cols) });
  const layers = [...widths(slots)].flatMap(([kind, width]): [string, Weight][] => [
    [`${kind}.embedding`, gaussian(width, E, 0.5)],
    [`${kind}.W`, gaussian(H, width, 0.1)],
    [`${kind}.b`, zeros(width)],
  ]);
  const recurrent = { 'lstm.W': gaussian(E + H, 4 * H, 1 / Math.sqrt(E + H)), 'lstm.b': zeros(4 * H) };
  return { ...recurrent, ...Object.fromEntries(layers) };
}

/** Writes B programs: at every place `choose` turns the logits, B x n, into B tokens. */
export function write(
  tape: Tape,
  theta: Readonly<Record<string, Node>>,
  slots: readonly Slot[],
  B: number,
  choose: (logits: Node, place: number) => readonly number[],
): void {
  const width = widths(slots);
  let x = tape.constant(new Float32Array(B * E), B, E);
  let carry = tape.constant(new Float32Array(B * 2 * H), B, 2 * H);
  slots.forEach(({ kind, size }, place) => {
    carry = tape.lstm(x, carry, theta['lstm.W']!, theta['lstm.b']!);
    const all = tape.product(tape.columns(carry, 0, H), theta[`${kind}.W`]!, theta[`${kind}.b`]!);
    const logits = size === all.cols ? all : tape.columns(all, 0, size);
    const tokens = choose(logits, place);
    x = tape.product(oneHot(tape, tokens, width.get(kind)!), theta[`${kind}.embedding`]!);
  });
}

/** log p(token) and the entropy of the softmax, B x 2, from logits B x n. */
export function choice(tape: Tape, logits: Node, tokens: readonly number[]): Node {
  const { rows: B, cols: n } = logits;
  const p = new Float64Array(B * n);
  const entropy = new Float64Array(B);
  return tape.loops({
    inputs: [logits],
    rows: B,
    cols: 2,
    forward(out, z) {
      for (let b = 0; b < B; b++) {
        softmax(p, z, b * n, n);
        entropy[b] = 0;
        for (let i = b * n; i < (b + 1) * n; i++) entropy[b]! -= p[i]! > 0 ? p[i]! * Math.log(p[i]!) : 0;
        out[2 * b] = Math.log(p[b * n + tokens[b]!]!);
        out[2 * b + 1] = entropy[b]!;
      }
    },
    backward(d, slope) {
      if (slope === undefined) return;
      for (let b = 0; b < B; b++) {
        const [towards, spread] = [d[2 * b]!, d[2 * b + 1]!];
        for (let i = 0; i < n; i++) {
          const q = p[b * n + i]!;
          const log = q > 0 ? Math.log(q) : 0;
          // d log p_token / dz_i = [i = token] - p_i;  d entropy / dz_i = -p_i (log p_i + entropy)
          slope[b * n + i]! += towards * ((i === tokens[b] ? 1 : 0) - q) - spread * q * (log + entropy[b]!);
        }
      }
    },
  });
}

/** Draws a token for every row of logits. */
export function drawn(logits: ArrayLike<number>, B: number, n: number, rng: Rng): number[] {
  const p = new Float64Array(n);
  return Array.from({ length: B }, (_, b) => {
    const row = Array.prototype.slice.call(logits, b * n, (b + 1) * n) as number[];
    softmax(p, row, 0, n);
    let left = rng.next();
    for (let i = 0; i < n - 1; i++) {
      left -= p[i]!;
      if (left < 0) return i;
    }
    return n - 1;
  });
}

/** The tokens at one place of all programs. */
export function at(programs: readonly Program[], place: number): number[] {
  return programs.map((program) => program[place]!);
}

/** For every kind of token, the most there are to choose from anywhere. */
function widths(slots: readonly Slot[]): ReadonlyMap<Kind, number> {
  const most = new Map<Kind, number>();
  for (const { kind, size } of slots) most.set(kind, Math.max(size, most.get(kind) ?? 0));
  return most;
}

function oneHot(tape: Tape, tokens: readonly number[], width: number): Node {
  const hot = new Float32Array(tokens.length * width);
  tokens.forEach((token, b) => {
    hot[b * width + token] = 1;
  });
  return tape.constant(hot, tokens.length, width);
}

function softmax(p: Float64Array, z: ArrayLike<number>, from: number, n: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) most = Math.max(most, z[from + i]!);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += p[from + i] = Math.exp(z[from + i]! - most);
  for (let i = 0; i < n; i++) p[from + i]! /= sum;
}
