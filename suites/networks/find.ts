/** A problem from its name, for one split: what the suite, its families and its listing are all made by. */
import type { Label, Problem, Vector } from 'optbench';
import { architecture } from './architecture.ts';
import { type DataSet, shipped } from './data.ts';
import { type Examples, examplesOf } from './examples.ts';
import { type Name, parseName } from './name.ts';
import { training } from './problem.ts';
import { onlyForTest, type Split } from './splits.ts';

/** A draw of a family: the problem's own random numbers (factors) come from its address. */
export interface Draw {
  readonly id: string;
  readonly address: readonly Label[];
}

/** The problem of this name in a split, or undefined where there is none. */
export function networkProblem(name: string, split: Split, draw?: Draw): Problem<Vector> | undefined {
  const parsed = parseName(name);
  const data = shipped.find((known) => known.name === parsed?.data);
  if (parsed === undefined || data === undefined) return undefined;
  if (split !== 'test' && onlyForTest.includes(data.name)) return undefined;
  return onData(name, parsed, data, split, draw);
}

function onData(
  name: string,
  { network, options }: Name,
  data: DataSet,
  split: Split,
  draw?: Draw,
): Problem<Vector> | undefined {
  const found = architecture(network, data);
  if (found === undefined || found.initial === options.initial) return undefined;
  return training({
    id: draw?.id ?? name,
    network: found,
    inputs: data.inputs,
    options,
    examples: () => remembered(data, split),
    address: [split, name, ...(draw?.address ?? [])],
    source: `${found.source}; data: ${data.source}`,
    facts: { data: data.name, split },
  });
}

const memory = new Map<string, Examples>();

/** Data is read once a process. */
function remembered(data: DataSet, split: Split): Examples {
  const key = `${data.name}/${split}`;
  const known = memory.get(key) ?? examplesOf(data, split);
  memory.set(key, known);
  return known;
}
