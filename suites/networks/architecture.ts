/**
 * The kinds of networks, from their names: `mlp-relu-20-20`, `conv-relu-8-16`. A kind says whether it fits the data, and
 * makes the model.
 */
import type { ImageShape } from './data.ts';
import type { Initial } from './initial.ts';
import { type ActivationName, activation, activationNames } from './layers/activation.ts';
import { chain } from './layers/chain.ts';
import { convolution } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import type { Layer } from './layers/layer.ts';
import { lstm } from './layers/lstm.ts';
import { maxPool, pooled } from './layers/max-pool.ts';
import { recurrent } from './layers/recurrent.ts';
import { crossEntropy, hits } from './losses/cross-entropy.ts';
import { reconstruction, squaredError } from './losses/squared-error.ts';
import { type Model, network } from './model.ts';
import { variational } from './variational.ts';

/** What a network is to be made for. */
export interface Shape {
  readonly inputs: number;
  /** 0 where one number is to be met instead. */
  readonly classes: number;
  readonly image?: ImageShape;
  /** Steps of a series; an image is read row by row. */
  readonly steps?: number;
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

const l2l = 'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent';
const adam = 'Kingma & Ba (2015), Adam: A Method for Stochastic Optimization';
const rnnprop = 'Lv et al. (2017), Learning Gradient Descent: Better Generalization and Longer Horizons';

const kinds: Readonly<Record<string, Kind>> = {
  logistic(words, shape) {
    if (words.length > 0 || shape.classes === 0) return undefined;
    return {
      about: 'softmax regression',
      source: `${adam}, section 6.1`,
      initial: 'glorot',
      model: () => network(...answering([], shape.inputs, shape)),
    };
  },
  mlp(words, shape) {
    const named = unitsOf(words);
    if (named === undefined) return undefined;
    const { units, hidden } = named;
    return {
      about: `multi-layer perceptron, ${units.join(' and ')} ${hidden} units`,
      source: `${l2l}, section 3.2`,
      initial: usual(hidden),
      model: () => network(...answering(stack(shape.inputs, units, hidden), units.at(-1)!, shape)),
    };
  },
  conv(words, shape) {
    const named = unitsOf(words);
    const { image } = shape;
    if (named === undefined || image === undefined || Math.min(image.height, image.width) >> named.units.length < 1) {
      return undefined;
    }
    const { units, hidden } = named;
    return {
      about: `convolutional network, ${units.join(' and ')} filters of 3 x 3, each with ${hidden} units and max-pooling`,
      source: `${l2l}, section 3.3, with 3 x 3 filters`,
      initial: usual(hidden),
      model() {
        let now = image;
        const layers = units.flatMap((filters) => {
          const after = { ...now, channels: filters };
          const size = after.height * after.width * filters;
          const block = [convolution(now, filters), activation(hidden, size), maxPool(after)];
          now = pooled(after);
          return block;
        });
        return network(...answering(layers, now.height * now.width * now.channels, shape));
      },
    };
  },
  rnn(words, shape) {
    const named = unitsOf(words);
    const { inputs, steps } = shape;
    if (named?.units.length !== 1 || steps === undefined) return undefined;
    const { units, hidden } = named;
    return {
      about: `recurrent network, ${units[0]} ${hidden} units, ${steps} steps`,
      source: 'Elman (1990), Finding Structure in Time',
      initial: usual(hidden),
      model: () => network(...answering([recurrent(steps, inputs / steps, units[0]!, hidden)], units[0]!, shape)),
    };
  },
  lstm(words, shape) {
    const units = wholeNumber(words[0] ?? '');
    const { inputs, steps } = shape;
    if (words.length !== 1 || units === undefined || steps === undefined) return undefined;
    return {
      about: `LSTM, ${units} units, ${steps} steps`,
      source: rnnprop,
      initial: 'glorot',
      model: () => network(...answering([lstm(steps, inputs / steps, units)], units, shape)),
    };
  },
  autoencoder(words, { inputs, image }) {
    const named = unitsOf(words);
    if (named === undefined || image === undefined) return undefined;
    const { units, hidden } = named;
    return {
      about: `auto-encoder, ${units.join(', ')} ${hidden} units, sigmoid outputs, squared error`,
      source: 'Hinton & Salakhutdinov (2006), Reducing the Dimensionality of Data with Neural Networks',
      initial: usual(hidden),
      model() {
        const layers = [...stack(inputs, units, hidden), dense(units.at(-1)!, inputs), activation('sigmoid', inputs)];
        return network(chain(layers), reconstruction(inputs));
      },
    };
  },
  vae(words, { inputs, image }) {
    const named = unitsOf(words);
    if (named === undefined || named.units.length < 2 || image === undefined) return undefined;
    const { units, hidden } = named;
    const [codes, ...wide] = units.toReversed() as [number, ...number[]];
    return {
      about: `variational auto-encoder, ${wide.toReversed().join(', ')} ${hidden} units, ${codes} codes`,
      source: `${adam}, section 6.4`,
      initial: 'glorot',
      model() {
        const encoder = chain([...stack(inputs, wide.toReversed(), hidden), dense(wide[0]!, 2 * codes)]);
        const decoder = chain([...stack(codes, wide, hidden), dense(wide.at(-1)!, inputs)]);
        return variational(encoder, decoder);
      },
    };
  },
};

/** Layers, and one more for the answer: a class or a number. */
function answering(layers: readonly Layer[], width: number, { classes }: Shape): Parameters<typeof network> {
  return classes === 0
    ? [chain([...layers, dense(width, 1)]), squaredError(1)]
    : [chain([...layers, dense(width, classes)]), crossEntropy(classes), hits(classes)];
}

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
  | { readonly units: readonly number[]; readonly hidden: ActivationName }
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
