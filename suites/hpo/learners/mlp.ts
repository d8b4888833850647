/**
 * A multilayer perceptron of one or two hidden layers, trained by Adam on minibatches. Rumelhart, Hinton & Williams (1986),
 * Learning Representations by Back-propagating Errors; Kingma & Ba (2015), Adam, Algorithm 1; initial weights as Glorot &
 * Bengio (2010), equation 16. Plain loops, so that the same bits come out wherever it runs.
 *
 *   layer l: h_l = act(W_l h_(l-1) + b_l),  W_l  fan-out x fan-in, row-major;  the last layer is linear
 *   loss: cross-entropy of the softmax, or half the squared error; mean over the batch, plus l2/2 |W|^2 / batch
 */
import { choice, integer, type Rng, real, shuffled, space, when } from 'optbench';
import type { Learner, Matrix, Sample } from '../learner.ts';

const batchSize = 32;
/** Updates a fit; rounded up to whole passes over the training rows. */
const updates = 120;

/** A small neural network. */
export const mlp: Learner = {
  name: 'mlp',
  about: 'Multilayer perceptron trained by Adam (own code).',
  source: 'Rumelhart, Hinton & Williams (1986); Kingma & Ba (2015), Adam: A Method for Stochastic Optimization',
  metric: (kind) => (kind === 'classification' ? 'log-loss' : 'relative-squared-error'),
  space: () =>
    space({
      rate: real(1e-4, 0.1, 'log'),
      l2: real(1e-4, 10, 'log'),
      activation: choice('relu', 'tanh'),
      layers: choice(1, 2),
      width1: integer(4, 32, 'log'),
      width2: when('layers', [2], integer(4, 32, 'log')),
    }),
  open:
    ({ classes }) =>
    ({ rate, l2, activation, width1, width2 }, train, query, rng) => {
      const widths = [train.x.columns, width1 as number, ...(width2 === undefined ? [] : [width2 as number])];
      const network = new Network([...widths, Math.max(1, classes)], activation === 'relu', classes > 0, rng);
      network.train(train, rate as number, l2 as number, rng);
      return network.predict(query);
    },
};

interface Layer {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Weights, then biases. */
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  /** Adam's means of the gradient and of its square. */
  readonly m: Float64Array;
  readonly v: Float64Array;
  readonly out: Float64Array;
  /** d loss / d (what goes into the activation) */
  readonly delta: Float64Array;
}

class Network {
  private readonly layers: readonly Layer[];
  private readonly relu: boolean;
  private readonly softmax: boolean;

  constructor(widths: readonly number[], relu: boolean, softmax: boolean, rng: Rng) {
    this.relu = relu;
    this.softmax = softmax;
    this.layers = widths.slice(1).map((fanOut, l) => {
      const fanIn = widths[l]!;
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      const size = fanOut * (fanIn + 1);
      return {
        fanIn,
        fanOut,
        theta: Float64Array.from({ length: size }, () => (2 * rng.next() - 1) * limit),
        gradient: new Float64Array(size),
        m: new Float64Array(size),
        v: new Float64Array(size),
        out: new Float64Array(fanOut),
        delta: new Float64Array(fanOut),
      };
    });
  }

  train({ x, y }: Sample, rate: number, l2: number, rng: Rng): void {
    const rows = Array.from({ length: x.rows }, (_, i) => i);
    const epochs = Math.ceil((updates * batchSize) / x.rows);
    let update = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(rows, rng);
      for (let first = 0; first < order.length; first += batchSize) {
        const batch = order.slice(first, first + batchSize);
        for (const { gradient } of this.layers) gradient.fill(0);
        for (const row of batch) {
          const input = x.data.subarray(row * x.columns, (row + 1) * x.columns);
          this.forward(input);
          this.backward(input, y[row]!);
        }
        this.step(++update, batch.length, rate, l2);
      }
    }
  }

  predict({ data, rows, columns }: Matrix): Float64Array {
    const width = this.layers.at(-1)!.fanOut;
    const all = new Float64Array(rows * width);
    for (let i = 0; i < rows; i++) all.set(this.forward(data.subarray(i * columns, (i + 1) * columns)), i * width);
    return all;
  }

  private forward(row: Float64Array): Float64Array {
    const { layers, relu } = this;
    let input = row;
    layers.forEach(({ theta, fanIn, fanOut, out }, l) => {
      const bias = fanIn * fanOut;
      for (let j = 0; j < fanOut; j++) {
        let sum = theta[bias + j]!;
        for (let k = 0, w = j * fanIn; k < fanIn; k++, w++) sum += theta[w]! * input[k]!;
        out[j] = l === layers.length - 1 ? sum : relu ? Math.max(0, sum) : Math.tanh(sum);
      }
      input = out;
    });
    if (this.softmax) normalise(input);
    return input;
  }

  /** Adds this row's gradient; `forward` was here just before. */
  private backward(row: Float64Array, target: number): void {
    const { layers, relu, softmax } = this;
    const last = layers.at(-1)!;
    // Softmax with cross-entropy, and identity with half the squared error, have the same simple derivative.
    for (let j = 0; j < last.fanOut; j++) {
      last.delta[j] = last.out[j]! - (softmax ? Number(j === target) : target);
    }
    for (let l = layers.length - 1; l >= 0; l--) {
      const { theta, gradient, delta, fanIn, fanOut } = layers[l]!;
      const below = layers[l - 1];
      const input = below?.out ?? row;
      below?.delta.fill(0);
      const bias = fanIn * fanOut;
      for (let j = 0; j < fanOut; j++) {
        const d = delta[j]!;
        if (d === 0) continue;
        gradient[bias + j]! += d;
        for (let k = 0, w = j * fanIn; k < fanIn; k++, w++) gradient[w]! += d * input[k]!;
        if (below !== undefined) for (let k = 0, w = j * fanIn; k < fanIn; k++, w++) below.delta[k]! += d * theta[w]!;
      }
      if (below !== undefined) {
        for (let k = 0; k < fanIn; k++) {
          const h = below.out[k]!;
          below.delta[k]! *= relu ? Number(h > 0) : 1 - h * h;
        }
      }
    }
  }

  private step(t: number, batch: number, rate: number, l2: number): void {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
    const size = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    for (const { theta, gradient, m, v, fanIn, fanOut } of this.layers) {
      for (let i = 0; i < theta.length; i++) {
        const g = (gradient[i]! + (i < fanIn * fanOut ? l2 * theta[i]! : 0)) / batch;
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        theta[i]! -= (size * m[i]!) / (Math.sqrt(v[i]!) + epsilon);
      }
    }
  }
}

/** Softmax in place. */
function normalise(z: Float64Array): void {
  const top = Math.max(...z);
  let sum = 0;
  for (let j = 0; j < z.length; j++) {
    z[j] = Math.exp(z[j]! - top);
    sum += z[j]!;
  }
  for (let j = 0; j < z.length; j++) z[j]! /= sum;
}
