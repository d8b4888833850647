/** The scouts with their trained weights, where there are any. */
import type { Optimizer } from 'optbench';
import { freeze, weightsIn } from 'optbench/learn';
import { scout, scoutGp } from './rule.ts';

const optimizers: readonly Optimizer[] = [scout, scoutGp].flatMap((rule) => {
  const trained = weightsIn(new URL('./weights/', import.meta.url), rule, { most: 40 });
  return trained.dims.length > 0 ? [freeze(rule, trained)] : [];
});
export default optimizers;
