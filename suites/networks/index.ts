/**
 * Real networks on real data: training them is what optimizers of order 1 are for. A value is the loss on a minibatch, its gradient
 * exact; the score is the loss on held-out rows. Problems are named by data, network and options (name.ts), and any such name
 * is found; those listed are a sample of sizes and kinds.
 */
import type { Suite } from 'optbench';
import { networkProblem } from './find.ts';

const listed = [
  'digits-logistic',
  'digits-mlp-sigmoid-20',
  'digits-mlp-sigmoid-20-init0.01',
  'digits-mlp-sigmoid-40-init0.01',
  'digits-mlp-sigmoid-20-20-init0.01',
  'digits-mlp-relu-20-init0.01',
  'digits-mlp-relu-32-b64',
  'digits-mlp-tanh-64',
  'digits-mlp-relu-128-128',
  'digits-autoencoder-relu-32-8-32',
  'digits-vae-softplus-64-8',
  'digits-conv-relu-8-16',
  'digits-rnn-tanh-20',
  'digits-lstm-20',
  'sine-lstm-20',
  'cancer-mlp-tanh-20',
  'wine-mlp-relu-20-20-full',
  ...Array.from({ length: 10 }, (_, i) => `tiny-i${String(i + 1).padStart(3, '0')}`),
];

const suite: Suite = {
  name: 'networks',
  about: 'Small neural networks on real data: perceptrons, convolutional and recurrent networks, auto-encoders.',
  *problems() {
    for (const name of listed) yield networkProblem(name, 'test')!;
  },
  find: (id) => networkProblem(id, 'test'),
  budget: ({ id }) => (id.startsWith('tiny') ? 100 : 1000),
  seeds: 3,
};

export default suite;
