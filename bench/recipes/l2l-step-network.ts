/** A 784-20-10 sigmoid network on made-up images, of this suite's own parts: what bench/l2l.ts trains on. */
import { stream } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { architecture } from '../../suites/networks/architecture.ts';
import type { Examples } from '../../suites/networks/examples.ts';
import { training } from '../../suites/networks/problem.ts';

const [count, inputs, classes] = [2048, 784, 10];
const noise = stream('l2l-step', 'images');
const images = Float64Array.from({ length: count * inputs }, () => noise.next());
const labels = Float64Array.from({ length: count }, () => noise.integer(classes));

/** Noise with random labels; a minibatch is some of them. */
const examples: Examples = {
  rows: count,
  fill({ rows, x, target }, rng) {
    for (let i = 0; i < rows; i++) {
      const row = rng === undefined ? i : rng.integer(count);
      x.set(images.subarray(row * inputs, (row + 1) * inputs), i * inputs);
      target[i] = labels[row]!;
    }
  },
};

/** The family: problems differ in where they begin and in their minibatches. */
export default function family({ split }: { readonly split: TrainingSplit }): DescentFamily {
  const network = architecture(['mlp', 'sigmoid', '20'], { inputs, classes })!;
  return {
    name: 'l2l-step-network',
    split,
    sample: (address) =>
      training({
        id: ['network', split, ...address].join('-'),
        network,
        inputs,
        options: { batch: 128, ridge: 0 },
        examples: () => examples,
        scored: false,
        address: ['l2l-step', split, ...address],
        source: 'Andrychowicz et al. (2016), section 3.2: the network on MNIST',
        facts: {},
      }),
  };
}
