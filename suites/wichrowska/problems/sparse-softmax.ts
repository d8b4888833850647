/**
 * Softmax regression on sparse inputs, a noisy parity: five rows of five digits, 0 or 1, whose label is the parity of their sum, with
 * probability 1/4 of the other. Wichrowska et al. (2017), released code; off by default.
 *
 *   E  2 x 5  embedding of a digit      W  5 x 2, b  2      logits (sum of a row's embeddings) W + b
 *
 * Loss and decay are those of perceptron.ts, with two classes.
 */
import { type Problem, type Rng, sizeOf } from 'optbench';
import { type RowLoss, stochastic } from '../minibatch.ts';

const [count, digits, features, batch] = [5, 5, 5, 23];
const flipped = 0.25;
const decay = 1e-3;
const tensors = 3;
const blocks = [
  { name: 'embedding', shape: [2, features] },
  { name: 'w', shape: [features, 2] },
  { name: 'b', shape: [2] },
];

/** The problem; all five rows are one batch. */
export function sparseSoftmax(id: string, rng: () => Rng): Problem {
  let loss: RowLoss | undefined;
  return stochastic({
    id,
    blocks,
    facts: { digits, features },
    count,
    batch,
    init: (from) =>
      Float64Array.from(
        blocks.flatMap((block) =>
          Array.from({ length: sizeOf(block) }, () => (1.2 / Math.sqrt(block.shape[0]!)) * from.normal()),
        ),
      ),
    open() {
      loss ??= parity(rng());
      return loss;
    },
  });
}

function parity(rng: Rng): RowLoss {
  // All that matters of a row is how many of its digits are 1.
  const ones = Int32Array.from({ length: count }, () => {
    let sum = 0;
    for (let i = 0; i < digits; i++) sum += rng.integer(2);
    return sum;
  });
  const labels = ones.map((sum) => (sum + (rng.next() < flipped ? 1 : 0)) % 2);
  const [w, b] = [2 * features, 4 * features];
  return (theta, rows, gradient) => {
    gradient?.fill(0);
    let sum = 0;
    for (let k = 0; k < rows.length; k++) {
      const one = ones[rows[k]!]!;
      const zero = digits - one;
      let z = theta[b]!;
      for (let j = 0; j < features; j++) z += (zero * theta[j]! + one * theta[features + j]!) * theta[w + 2 * j]!;
      const label = labels[rows[k]!]!;
      sum += Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
      if (gradient === undefined) continue;
      const slope = 1 / (1 + Math.exp(-z)) - label;
      gradient[b]! += slope;
      for (let j = 0; j < features; j++) {
        gradient[w + 2 * j]! += slope * (zero * theta[j]! + one * theta[features + j]!);
        gradient[j]! += slope * zero * theta[w + 2 * j]!;
        gradient[features + j]! += slope * one * theta[w + 2 * j]!;
      }
    }
    let squares = 0;
    for (let i = 0; i < theta.length; i++) {
      squares += theta[i]! ** 2;
      if (gradient !== undefined) gradient[i] = gradient[i]! / rows.length + ((2 * decay) / tensors) * theta[i]!;
    }
    return sum / rows.length + (decay / tensors) * squares;
  };
}
