/**
 * A problem from its name. What a name says is all there is to know of it, but for the random numbers:
 *
 *   quadratic-20                  |W x - y|^2 / 2 in 20 dimensions
 *   norm-18-p2.5                  the 2.5-norm of W x - y in 18
 *   rosenbrock, bowl-k5-a45 ...   whatever the suite functions-2d has
 *   matmul-n2-k7                  algorithms that multiply 2 x 2 matrices with 7 multiplications
 *   softmax-10-s2-b100            softmax regression: 10 features, class separation 2, minibatches of 100 of 1000 rows
 *   mlp-8-8x5-b10                 a perceptron: 8 inputs, 8 and 5 hidden units, minibatches of 10 of 1000 rows
 *   sum-1 ...                     sums of others (corpus.ts)
 *   chain-20, well-20, snake-20-r1000-b100, projection-..., quadsum-..., sparse-softmax
 *
 * Any of them along the axes that all problems have: quadratic-20+noise=0.5, norm-18-p2+scale=50, quadratic-50+log.
 */
import { alongAxes, type Problem, type Rng, sumOf } from 'optbench';
import { find as functionOfThePlane } from 'optbench/suites/functions-2d/index';
import { sums } from './corpus.ts';
import { classification, type LabelledRows } from './data/classification.ts';
import { randomNet } from './data/random-net.ts';
import { matmul } from './problems/matmul.ts';
import { chain, projection, quadsum, snake, well } from './problems/oddities.ts';
import { type Beginning, perceptron } from './problems/perceptron.ts';
import { norm, quadratic } from './problems/residual.ts';
import { sparseSoftmax } from './problems/sparse-softmax.ts';
import { source } from './source.ts';

/** Where a problem's numbers come from, and what it is called beyond its name. */
export interface Origin {
  /** A stream for this problem alone; further labels are for the parts of a sum. */
  rng(...part: readonly string[]): Rng;
  /** A data set under this name, drawn at most once: several problems may share one. */
  data(name: string, draw: (rng: Rng) => LabelledRows): LabelledRows;
  /** What comes after the name in an id; nothing where the name alone is one. */
  readonly suffix: string;
}

/** Rows of every data set but the test's. */
const rows = 1000;
const most = 4096;

/** The problem with this name, or undefined. */
export function make(name: string, origin: Origin): Problem | undefined {
  return simple(name, origin) ?? alongAxes(name, (base) => simple(base, origin));
}

type Maker = (id: string, numbers: readonly string[], name: string, origin: Origin) => Problem | undefined;

const makers: readonly (readonly [pattern: RegExp, Maker])[] = [
  [/^quadratic-(\d+)$/, (id, [n], _, { rng }) => quadratic(id, Number(n), rng)],
  [
    /^norm-(\d+)-p([\d.]+)$/,
    (id, [n, p], _, { rng }) => (Number(p) >= 1 ? norm(id, Number(n), Number(p), rng) : undefined),
  ],
  [/^matmul-n(\d)-k(\d+)$/, (id, [n, k]) => multiplication(id, Number(n), Number(k))],
  [
    /^softmax-(\d+)-s([\d.]+)-b(\d+)$/,
    (id, [d, separation, batch], _, { data }) =>
      classifier(id, Number(d), [], 2, Number(batch), rows, 'wide', () =>
        data(`softmax-${d}-s${separation}`, (rng) => classification(Number(d), rows, 2, Number(separation), rng)),
      ),
  ],
  [
    /^mlp-(\d+)-(\d+(?:x\d+)*)-b(\d+)$/,
    (id, [inputs, units, batch], _, { rng }) => {
      let drawn: LabelledRows | undefined;
      return classifier(id, Number(inputs), units!.split('x').map(Number), 2, Number(batch), rows, 'wide', () => {
        drawn ??= randomNet(Number(inputs), rows, rng());
        return drawn;
      });
    },
  ],
  [/^chain-(\d+)$/, (id, [n]) => chain(id, Number(n))],
  [/^well-(\d+)$/, (id, [n]) => well(id, Number(n))],
  [
    /^(snake|projection|quadsum)-(\d+)-r(\d+)-b(\d+)$/,
    (id, [kind, n, count, batch], _, { rng }) => {
      const table = { n: Number(n), count: Number(count), batch: Number(batch), rng };
      return { snake, projection, quadsum }[kind as 'snake' | 'projection' | 'quadsum'](id, table);
    },
  ],
  [/^sparse-softmax$/, (id, _, __, { rng }) => sparseSoftmax(id, rng)],
  [
    /^sum-[a-z\d-]+$/,
    (id, _, name, origin) => {
      const members = Object.hasOwn(sums, name) ? sums[name]! : undefined;
      return (
        members &&
        sumOf(
          id,
          source,
          members.map((member, i) => make(member, part(origin, `${name} ${i}`))!),
        )
      );
    },
  ],
  // The test set: other data, and for the perceptrons other beginnings.
  [/^softmax-(\d+)$/, (id, [d], _, { data }) => tested(id, Number(d), [], 2, 'wide', data)],
  [/^mlp-small$/, (id, _, __, { data }) => tested(id, 10, [32, 64], 2, 'scaled', data)],
  [/^mlp-large$/, (id, _, __, { data }) => tested(id, 20, [32, 64], 10, 'scaled', data)],
];

function simple(name: string, origin: Origin): Problem | undefined {
  for (const [pattern, maker] of makers) {
    const [, ...found] = pattern.exec(name) ?? [undefined];
    if (!pattern.test(name)) continue;
    // One problem, one name: numbers as they are printed, none of them 0, none too large to be meant.
    const numbers = found.flatMap((text) => (text === undefined || /^[a-z]+$/.test(text) ? [] : text.split('x')));
    if (numbers.some((text) => String(Number(text)) !== text || !(Number(text) > 0 && Number(text) <= 10 * most)))
      return undefined;
    return maker(`${name}${origin.suffix}`, found as string[], name, origin);
  }
  const plane = functionOfThePlane(name);
  return plane && { ...plane, id: `${name}${origin.suffix}` };
}

function multiplication(id: string, n: number, k: number): Problem | undefined {
  return n >= 2 && n <= 4 && k >= n ** 2 && k <= n ** 3 ? matmul(id, n, k) : undefined;
}

function classifier(
  id: string,
  features: number,
  hidden: readonly number[],
  classes: number,
  batch: number,
  count: number,
  beginning: Beginning,
  data: () => LabelledRows,
): Problem {
  return perceptron({ id, features, hidden, classes, batch, count, beginning, data });
}

/** A classifier of the test set: 10 000 rows, separation 1, minibatches of 100. */
function tested(
  id: string,
  features: number,
  hidden: readonly number[],
  classes: number,
  beginning: Beginning,
  data: Origin['data'],
): Problem {
  const count = 10_000;
  return classifier(id, features, hidden, classes, 100, count, beginning, () =>
    data(`test-${features}-${classes}`, (rng) => classification(features, count, classes, 1, rng)),
  );
}

function part(origin: Origin, label: string): Origin {
  return { ...origin, rng: (...rest) => origin.rng(label, ...rest), suffix: '' };
}
