/** A 784-20-10 sigmoid network on made-up images, of this suite's own parts: what bench/l2l.ts trains on. */
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { architecture } from '../../suites/networks/architecture.ts';
import type { Examples } from '../../suites/networks/examples.ts';
import { training } from '../../suites/networks/problem.ts';

const [inputs, classes] = [784, 10];

/** Noise with random labels, drawn anew for every minibatch. */
const examples: Examples = {
  rows: Number.POSITIVE_INFINITY,
  fill({ rows, x, target }, rng) {
    if (rng === undefined) throw new Error('l2l-step-network: there is no batch of all images');
    for (let i = 0; i < rows * inputs; i++) x[i] = rng.next();
    for (let i = 0; i < rows; i++) target[i] = rng.integer(classes);
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
