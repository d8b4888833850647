/**
 * A folder of trained weights, as `optbench train` leaves it: `<rule>-d<dim>.safetensors` for a dimension, or
 * `<rule>.safetensors` for any. A file is read when it is needed, and then kept.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LearnedOptimizer, Trained, TrainedSets } from '../learned.ts';
import { freezeDescent, type LearnedDescent } from '../learned-descent.ts';
import { stream } from '../math/random.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Dimension, dimOf } from './recipe.ts';
import { loadWeights } from './store.ts';

/** How far weights for any dimension may reach. */
export interface Reach {
  /** The largest dimension that they are taken to be good for. */
  readonly most?: number;
}

/** The weights of a rule in a folder; no dimensions where there are none. */
export function weightsIn(folder: string | URL, rule: LearnedOptimizer, { most = 20 }: Reach = {}): TrainedSets {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder;
  const files = existsSync(path) ? readdirSync(path) : [];
  const single = files
    .filter((file) => file.startsWith(`${rule.name}-d`))
    .flatMap((file) => /^([1-9][0-9]*)\.safetensors$/.exec(file.slice(rule.name.length + 2))?.[1] ?? [])
    .map(Number);
  const any = files.includes(`${rule.name}.safetensors`) ? Array.from({ length: most }, (_, i) => i + 1) : [];
  const read = new Map<Dimension, Trained>();
  const trained = (dim: Dimension): Trained => {
    const file = join(path, dim === 'any' ? `${rule.name}.safetensors` : `${rule.name}-d${dim}.safetensors`);
    const known =
      read.get(dim) ?? loadWeights(file, { rule: rule.name, dim, shapes: rule.weights(dimOf(dim), stream('shapes')) });
    read.set(dim, known);
    return known;
  };
  return {
    dims: [...new Set([...single, ...any])].sort((a, b) => a - b),
    of: (dim) => trained(single.includes(dim) ? dim : 'any'),
  };
}

/** Those learned gradient methods whose weights are in a folder, as ordinary optimizers. A file is read when it is needed. */
export function frozenIn(folder: string | URL, rules: readonly LearnedDescent[]): readonly Optimizer[] {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder;
  return rules.flatMap((rule) => {
    const file = join(path, `${rule.name}.safetensors`);
    if (!existsSync(file)) return [];
    let read: Trained | undefined;
    return freezeDescent(rule, () => {
      read ??= loadWeights(file, { rule: rule.name, dim: rule.dim ?? 'any', shapes: rule.weights(stream('shapes')) });
      return read.weights;
    });
  });
}
