/**
 * The test problems of Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, but for those on images: a quadratic
 * and Rosenbrock's function clean and noisy, softmax regression likewise, two perceptrons. Whatever else the corpus has (make.ts
 * tells how names are read) is found by its name, with numbers of the test split, which training never sees; of other
 * sizes too: `quadratic-35`, `mlp-6-10x10-b32`, `softmax-10+noise=0.1`.
 */
import { type Problem, type Suite, stream } from 'optbench';
import type { LabelledRows } from './data/classification.ts';
import { make, type Origin } from './make.ts';

const listed = [
  ...['quadratic-20', 'quadratic-20+noise=1', 'rosenbrock', 'rosenbrock+noise=1'],
  ...['softmax-10', 'softmax-10+noise=1', 'mlp-small', 'mlp-large'],
];

const suite: Suite = {
  name: 'wichrowska',
  about:
    'Test problems of Wichrowska et al. (2017): quadratic, Rosenbrock, softmax regression, perceptrons; clean and noisy.',
  *problems() {
    for (const name of listed) yield find(name)!;
  },
  find,
  budget: () => 1000,
  seeds: 5,
};

export default suite;

const shared = new Map<string, LabelledRows>();

function find(name: string): Problem | undefined {
  return make(name, origin(name.split('+')[0]!));
}

function origin(name: string): Origin {
  return {
    rng: (...part) => stream('wichrowska', 'test', name, ...part),
    data(label, draw) {
      const data = shared.get(label) ?? draw(stream('wichrowska', 'test', 'data', label));
      shared.set(label, data);
      return data;
    },
    suffix: '',
  };
}
