/**
 * Classifiers: softmax regression (no hidden layer) and perceptrons with sigmoid units. Wichrowska et al. (2017), released code.
 *
 *   h_0 = x,  z_l = h_{l-1} W_l + b_l,  h_l = s(z_l)        s the logistic function; the last z are the logits
 *   f = mean of the losses of the rows + 1e-3 mean over tensors p of |p|^2
 *
 *   two classes     the loss of a row is the cross-entropy of s(first logit) with the label 0 or 1; the second has no part in it
 *   more            cross-entropy of the softmax of the logits
 *
 * Deviation: with more than two classes the released code refuses to compute a loss; this is the usual one.
 */
import type { Block, Problem, Rng, Vector } from 'optbench';
import type { LabelledRows } from '../data/classification.ts';
import { type RowLoss, stochastic } from '../minibatch.ts';

const decay = 1e-3;

/** Where weights begin: N(0, 1.2^2 / rows of the tensor), biases among them; or N(0, 2 / inputs) with biases N(0, 0.1^2). */
export type Beginning = 'wide' | 'scaled';

/** A classifier of these data. */
export interface Perceptron {
  readonly id: string;
  readonly features: number;
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly count: number;
  readonly batch: number;
  readonly beginning: Beginning;
  readonly data: () => LabelledRows;
}

/** The classifier as a problem. */
export function perceptron(spec: Perceptron): Problem {
  const { id, features, hidden, classes, count, batch, beginning, data } = spec;
  const sizes = [features, ...hidden, classes];
  const blocks: readonly Block[] = sizes.slice(1).flatMap((size, i) => [
    { name: `w${i + 1}`, shape: [sizes[i]!, size] },
    { name: `b${i + 1}`, shape: [size] },
  ]);
  return stochastic({
    id,
    blocks,
    facts: { features, hidden, classes },
    count,
    batch,
    init: (rng) => start(blocks, beginning, rng),
    open: () => lossOf(data(), sizes, blocks.length),
  });
}

function start(blocks: readonly Block[], beginning: Beginning, rng: Rng): Vector {
  return Float64Array.from(
    blocks.flatMap(({ shape: [rows = 1, columns] }) => {
      const bias = columns === undefined;
      const deviation = beginning === 'wide' ? 1.2 / Math.sqrt(rows) : bias ? 0.1 : Math.sqrt(2 / rows);
      return Array.from({ length: rows * (columns ?? 1) }, () => deviation * rng.normal());
    }),
  );
}

/** The loss of a network with these layer sizes. */
function lossOf({ x, labels }: LabelledRows, sizes: readonly number[], tensors: number): RowLoss {
  const layers = sizes.length - 1;
  // Of one row: activations of each layer, and the loss's slopes by them.
  const h = sizes.map((size) => new Float64Array(size));
  const slopes = sizes.map((size) => new Float64Array(size));
  const offsets = sizes.slice(1).map((_, l) => offsetOf(sizes, l));

  const forward = (theta: Vector, row: number): void => {
    h[0]!.set(x.subarray(row * sizes[0]!, (row + 1) * sizes[0]!));
    for (let l = 0; l < layers; l++) {
      const [inputs, outputs, at] = [sizes[l]!, sizes[l + 1]!, offsets[l]!];
      const [below, above] = [h[l]!, h[l + 1]!];
      const bias = at + inputs * outputs;
      for (let j = 0; j < outputs; j++) above[j] = theta[bias + j]!;
      for (let i = 0; i < inputs; i++) {
        const a = below[i]!;
        const w = at + i * outputs;
        for (let j = 0; j < outputs; j++) above[j]! += a * theta[w + j]!;
      }
      if (l < layers - 1) for (let j = 0; j < outputs; j++) above[j] = 1 / (1 + Math.exp(-above[j]!));
    }
  };

  const backward = (theta: Vector, gradient: Vector): void => {
    for (let l = layers - 1; l >= 0; l--) {
      const [inputs, outputs, at] = [sizes[l]!, sizes[l + 1]!, offsets[l]!];
      const [below, slope, next] = [h[l]!, slopes[l + 1]!, slopes[l]!];
      const bias = at + inputs * outputs;
      for (let j = 0; j < outputs; j++) gradient[bias + j]! += slope[j]!;
      for (let i = 0; i < inputs; i++) {
        const a = below[i]!;
        const w = at + i * outputs;
        let sum = 0;
        for (let j = 0; j < outputs; j++) {
          gradient[w + j]! += a * slope[j]!;
          sum += theta[w + j]! * slope[j]!;
        }
        next[i] = sum * a * (1 - a); // of the sigmoid; not used for the inputs
      }
    }
  };

  return (theta, rows, gradient) => {
    gradient?.fill(0);
    let sum = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      forward(theta, row);
      sum += entropy(h[layers]!, labels[row]!, slopes[layers]!);
      if (gradient !== undefined) backward(theta, gradient);
    }
    let squares = 0;
    const pull = (2 * decay) / tensors;
    for (let i = 0; i < theta.length; i++) {
      squares += theta[i]! ** 2;
      if (gradient !== undefined) gradient[i] = gradient[i]! / rows.length + pull * theta[i]!;
    }
    return sum / rows.length + (decay / tensors) * squares;
  };
}

/** The loss of one row's logits; its slopes are written. */
function entropy(logits: Vector, label: number, slopes: Vector): number {
  if (logits.length === 2) {
    const z = logits[0]!;
    slopes[0] = 1 / (1 + Math.exp(-z)) - label;
    slopes[1] = 0;
    return Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < logits.length; j++) top = Math.max(top, logits[j]!);
  let sum = 0;
  for (let j = 0; j < logits.length; j++) sum += Math.exp(logits[j]! - top);
  for (let j = 0; j < logits.length; j++) slopes[j] = Math.exp(logits[j]! - top) / sum - (j === label ? 1 : 0);
  return top + Math.log(sum) - logits[label]!;
}

/** Where the weights of layer l begin in theta. */
function offsetOf(sizes: readonly number[], l: number): number {
  let at = 0;
  for (let i = 0; i < l; i++) at += (sizes[i]! + 1) * sizes[i + 1]!;
  return at;
}
