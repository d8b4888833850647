/** The recurrent network of rule.ts with the weights in weights/, one set for each dimension found there. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stream } from 'optbench';
import { freeze, loadWeights, type Trained } from 'optbench/learn';
import { UNITS } from './recipes.ts';
import { rnn } from './rule.ts';

const folder = new URL('./weights/', import.meta.url);
const rule = rnn(UNITS);

const dims = readdirSync(folder)
  .flatMap((file) => /^rnn-d([0-9]+)\.safetensors$/.exec(file)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b);

const read = new Map<number, Trained>();

export default freeze(rule, {
  dims,
  of(dim) {
    const known =
      read.get(dim) ??
      loadWeights(fileURLToPath(new URL(`rnn-d${dim}.safetensors`, folder)), {
        rule: rule.name,
        dim,
        shapes: rule.weights(dim, stream('shapes')),
      });
    read.set(dim, known);
    return known;
  },
});
