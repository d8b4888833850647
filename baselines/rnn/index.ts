/** The recurrent networks: an optimizer for every design of which there are weights in weights/. */
import type { Optimizer } from 'optbench';
import { freeze, weightsIn } from 'optbench/learn';
import { designs } from './designs.ts';
import { rnn } from './rule.ts';

const folder = new URL('./weights/', import.meta.url);

const optimizers: readonly Optimizer[] = designs.flatMap((design) => {
  const rule = rnn(design);
  const trained = weightsIn(folder, rule);
  return trained.dims.length > 0 ? [freeze(rule, trained)] : [];
});
export default optimizers;
