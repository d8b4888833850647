/** A problem from its name, for one split: what the suite, its listing and its families are all made by. */
import { type Label, type Problem, stream, type Vector } from 'optbench';
import { architecture, type Shape } from './architecture.ts';
import { clusters } from './clusters.ts';
import { type DataSet, shipped } from './data.ts';
import { type Examples, examplesOf } from './examples.ts';
import { parseName } from './name.ts';
import { collections } from './own-copy/collections.ts';
import { training } from './problem.ts';
import { sinePoints, sines } from './sine.ts';
import { onlyForTest, type Split } from './splits.ts';

/** A draw of a family: what the problem draws for itself (factors, a tiny data set) comes from its address. */
export interface Draw {
  readonly id: string;
  readonly address: readonly Label[];
}

/** The problem of this name in a split, or undefined where there is none. */
export function networkProblem(name: string, split: Split, draw?: Draw): Problem<Vector> | undefined {
  const digits = split === 'test' ? /^tiny-i(\d{3}|[1-9]\d{3})$/.exec(name)?.[1] : undefined;
  if (digits !== undefined && Number(digits) > 0) return tinyNetwork(name, ['test', 'tiny', Number(digits)]);
  if (name === 'tiny' && split !== 'test')
    return tinyNetwork(draw?.id ?? name, [split, name, ...(draw?.address ?? [])]);
  return onData(name, split, draw);
}

/** Where examples come from, and what they look like. */
interface Source extends Shape {
  readonly name: string;
  readonly source: string;
  /** Whether examples are made as they are asked for, so that there is no taking all of them. */
  readonly endless: boolean;
  examples(split: Split): Examples;
}

const sources: readonly Source[] = [
  ...[...shipped, ...collections].map(onDisk),
  {
    name: 'sine',
    source: 'series drawn as in Lv et al. (2017), Learning Gradient Descent',
    endless: true,
    inputs: sinePoints,
    classes: 0,
    steps: sinePoints,
    examples: sines,
  },
];

/** A data set as a source; what was read is kept, so that data is read once a process. */
function onDisk(data: DataSet): Source {
  const { name, source, inputs, classes, image } = data;
  const read = new Map<Split, Examples>();
  return {
    name,
    source,
    endless: false,
    inputs,
    classes,
    ...(image !== undefined && { image, steps: image.height }),
    examples(split) {
      const examples = read.get(split) ?? examplesOf(data, split);
      read.set(split, examples);
      return examples;
    },
  };
}

function onData(name: string, split: Split, draw?: Draw): Problem<Vector> | undefined {
  const parsed = parseName(name);
  const data = sources.find((known) => known.name === parsed?.data);
  if (parsed === undefined || data === undefined) return undefined;
  if (split !== 'test' && onlyForTest.includes(data.name)) return undefined;
  const { network, options } = parsed;
  const found = architecture(network, data);
  if (found === undefined || found.initial === options.initial || (data.endless && options.batch === 'full')) {
    return undefined;
  }
  return training({
    id: draw?.id ?? name,
    network: found,
    inputs: data.inputs,
    options,
    examples: () => data.examples(split),
    scored: true,
    address: [split, name, ...(draw?.address ?? [])],
    source: `${found.source}; data: ${data.source}`,
    facts: { data: data.name, split },
  });
}

/** Li & Malik (2016): a 2-2-2 network of ReLU units on 100 points, all at every step; lambda = 0.0005. */
function tinyNetwork(id: string, address: readonly Label[]): Problem<Vector> {
  return training({
    id,
    network: { ...architecture(['mlp', 'relu', '2'], { inputs: 2, classes: 2 })!, initial: 1 },
    inputs: 2,
    options: { batch: 'full', ridge: 0.0005 },
    examples: () => clusters(stream('networks', ...address, 'clusters')),
    scored: false,
    address,
    source: 'Li & Malik (2016), Learning to Optimize, the neural net classifier',
    facts: { data: 'four Gaussians in the plane' },
  });
}
