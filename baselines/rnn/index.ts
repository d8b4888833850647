/** The recurrent networks with the weights in weights/: an optimizer for each design, a set for each dimension found there. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Optimizer, stream } from 'optbench';
import { freeze, loadWeights, type Trained } from 'optbench/learn';
import type { Design } from './design.ts';
import { designs } from './designs.ts';
import { rnn } from './rule.ts';

const folder = new URL('./weights/', import.meta.url);
const files = readdirSync(folder);

function frozen(design: Design): Optimizer | undefined {
  const rule = rnn(design);
  const pattern = new RegExp(`^${design.name}-d([0-9]+)\\.safetensors$`);
  const dims = files
    .flatMap((file) => pattern.exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const read = new Map<number, Trained>();
  if (dims.length === 0) return undefined;
  return freeze(rule, {
    dims,
    of(dim) {
      const known =
        read.get(dim) ??
        loadWeights(fileURLToPath(new URL(`${design.name}-d${dim}.safetensors`, folder)), {
          rule: rule.name,
          dim,
          shapes: rule.weights(dim, stream('shapes')),
        });
      read.set(dim, known);
      return known;
    },
  });
}

export default designs.flatMap((design) => frozen(design) ?? []);
