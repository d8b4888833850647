/** Fresh weights of the usual layers, by what a tape's operations take. Glorot & Bengio (2010), equation 16, unless said. */
import type { Rng } from '../math/random.ts';
import type { Weight, Weights } from './weights.ts';

/** W, inputs x outputs, uniform with variance 2 / (inputs + outputs), by a factor; b, zeros. */
export function denseWeights(inputs: number, outputs: number, rng: Rng, factor = 1): { W: Weight; b: Weight } {
  const width = factor * Math.sqrt(6 / (inputs + outputs));
  const data = Float32Array.from({ length: inputs * outputs }, () => width * (2 * rng.next() - 1));
  return { W: { shape: [inputs, outputs], data }, b: { shape: [outputs], data: new Float32Array(outputs) } };
}

/** W and b for `Tape.lstm`: gates i | f | g | o, the forget gate's bias 1 (Gers et al. 2000; Jozefowicz et al. 2015). */
export function lstmLayer(inputs: number, units: number, rng: Rng): { W: Weight; b: Weight } {
  const { W, b } = denseWeights(inputs + units, 4 * units, rng);
  b.data.fill(1, units, 2 * units);
  return { W, b };
}

/** Layers under names of their own: `lstm1.W`, `lstm1.b`. */
export function named(layers: Readonly<Record<string, Weights>>): Weights {
  return Object.fromEntries(
    Object.entries(layers).flatMap(([layer, weights]) =>
      Object.entries(weights).map(([name, weight]) => [`${layer}.${name}`, weight]),
    ),
  );
}
