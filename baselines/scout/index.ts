/** The scout with its trained weights. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Optimizer, stream } from 'optbench';
import { freeze, loadWeights, type Trained } from 'optbench/learn';
import { scout } from './rule.ts';

const path = fileURLToPath(new URL('./weights/scout.safetensors', import.meta.url));
let read: Trained | undefined;

const optimizers: readonly Optimizer[] = existsSync(path)
  ? [
      freeze(scout, {
        dims: Array.from({ length: 40 }, (_, i) => i + 1),
        of() {
          read ??= loadWeights(path, { rule: scout.name, dim: 'any', shapes: scout.weights(1, stream('shapes')) });
          return read;
        },
      }),
    ]
  : [];
export default optimizers;
