/**
 * The kinds of networks, from their names: `mlp-relu-20-20`, `logistic`. A kind says whether it fits the data, and makes the model.
 */

import type { ImageShape } from './data.ts';
import type { Initial } from './initial.ts';
import { type ActivationName, activation, activationNames } from './layers/activation.ts';
import { chain } from './layers/chain.ts';
import { dense } from './layers/dense.ts';
import type { Layer } from './layers/layer.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import { type Model, network } from './model.ts';

/** What a network is to be made for. */
export interface Shape {
  readonly inputs: number;
  readonly classes: number;
  readonly image?: ImageShape;
}

/** A network by name, for data of some shape. */
export interface Architecture {
  readonly about: string;
  readonly source: string;
  /** Where it begins unless its name says otherwise. */
  readonly initial: Initial;
  model(): Model;
}

/** The words of a name after the data's, 'mlp', 'relu', '20', '20', as a network; undefined where they are none. */
export function architecture(words: readonly string[], shape: Shape): Architecture | undefined {
  const [kind, ...rest] = words;
  return kind !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind]!(rest, shape) : undefined;
}

type Kind = (words: readonly string[], shape: Shape) => Architecture | undefined;

const kinds: Readonly<Record<string, Kind>> = {
  logistic(words, { inputs, classes }) {
    if (words.length > 0) return undefined;
    return {
      about: 'softmax regression',
      source: 'Kingma & Ba (2015), Adam, section 6.1',
      initial: 'glorot',
      model: () => network(chain([dense(inputs, classes)]), crossEntropy(classes)),
    };
  },
  mlp(words, { inputs, classes }) {
    const named = unitsOf(words);
    if (named === undefined) return undefined;
    const { units, hidden } = named;
    return {
      about: `multi-layer perceptron, ${units.join(' and ')} ${hidden} units`,
      source: 'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 3.2',
      initial: usual(hidden),
      model: () =>
        network(chain([...stack(inputs, units, hidden), dense(units.at(-1)!, classes)]), crossEntropy(classes)),
    };
  },
};

/** Dense layers, each with its activations. */
function stack(inputs: number, units: readonly number[], hidden: ActivationName): Layer[] {
  return units.flatMap((n, l) => [dense(l === 0 ? inputs : units[l - 1]!, n), activation(hidden, n)]);
}

/** Units that are cut off at 0 are scaled by He's rule, smooth ones by Glorot's. */
function usual(hidden: ActivationName): Initial {
  return hidden === 'relu' || hidden === 'elu' ? 'he' : 'glorot';
}

/** 'relu', '20', '20': an activation and one or more widths. */
function unitsOf([hidden, ...widths]: readonly string[]):
  | { units: readonly number[]; hidden: ActivationName }
  | undefined {
  const name = activationNames.find((known) => known === hidden);
  const units = widths.map(wholeNumber);
  if (name === undefined || units.length === 0 || units.includes(undefined)) return undefined;
  return { hidden: name, units: units as number[] };
}

/** 1 to 4096, written without a leading zero. */
function wholeNumber(word: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(word) && Number(word) <= 4096 ? Number(word) : undefined;
}
