/**
 * The small network whose weights lie here, at every learning rate of the grid and with any schedule, as a hand-designed method;
 * how it was trained: recipes.ts.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gradientMethod, settings, stream } from 'optbench';
import { loadWeights, type Weights } from 'optbench/learn';
import { begin, celoMlp, source } from './rule.ts';

const file = fileURLToPath(new URL('./weights/celo-mlp.safetensors', import.meta.url));

let read: Weights | undefined;
function weights(): Weights {
  const shapes = celoMlp('celo-mlp', 1).weights(stream('shapes'));
  read ??= loadWeights(file, { rule: 'celo-mlp', dim: 'any', shapes }).weights;
  return read;
}

const method = gradientMethod({ name: 'celo-mlp', source, rate: 0.003, begin: (setup) => begin(weights, setup) });

export default settings(...(existsSync(file) ? [method] : []));
