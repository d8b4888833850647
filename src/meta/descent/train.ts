/**
 * Meta-training of gradient methods: unrolls of episodes, by backpropagation or by evolution strategies. A share of a batch is
 * always computed by the same thread, which keeps its episode between two unrolls; a checkpoint is made where one begins.
 */
import type { DescentFamily } from '../../family.ts';
import type { LearnedDescent } from '../../learned-descent.ts';
import { stream } from '../../math/random.ts';
import { fusedEngine } from '../../tensor/fused.ts';
import { type Course, halved } from '../course.ts';
import { alongCosine, type FamilySettings, familiesOf } from '../recipe.ts';
import { descentLooks } from './looks.ts';
import { PersistentEpisode } from './persistent.ts';
import { ProblemBatch } from './problems.ts';
import { type DescentRecipe, type Unroll, unrollsOf } from './recipe.ts';
import { Episode } from './truncated.ts';

/** What a recipe of a gradient method asks for. */
export function descentCourse(
  rule: LearnedDescent,
  recipe: DescentRecipe,
  familyOf: (settings: FamilySettings) => DescentFamily,
): Course {
  const engine = fusedEngine();
  const { name, seed, clip, phases } = recipe;
  const unrolls = unrollsOf(recipe);
  // Steps in the iterations before each.
  const effort = [0];
  for (const { length, phase } of unrolls) effort.push(effort.at(-1)! + length * phase.batch);
  const families = phases.map(({ family }) =>
    familiesOf(family).map((settings) => familyOf({ ...settings, split: 'train' })),
  );
  const episodes = new Map<number, Episode | PersistentEpisode>();
  const begun = (weights: Parameters<Course['slope']>[0], at: Unroll, share: number): Episode | PersistentEpisode => {
    const { phase, index, episode, steps } = at;
    const family = families[index]![episode % families[index]!.length]!;
    const address = [name, seed, episode];
    const rows = halved(phase.batch)[share]!;
    const batch = new ProblemBatch(family, address, rows, phase.rescale);
    const imitates = phase.imitation && stream('imitation', ...address).next() < phase.imitation.share;
    const { evolution, imitation } = phase;
    return evolution === undefined
      ? new Episode(batch, steps, address, imitates ? imitation : undefined)
      : new PersistentEpisode(rule, weights, batch, steps, [...address, share], evolution);
  };
  return {
    name,
    iterations: unrolls.length,
    ...descentLooks(rule, recipe, familyOf),
    adam(iteration) {
      const { phase, progress } = unrolls[iteration]!;
      return { rate: alongCosine(phase.rate, progress), clip };
    },
    shares: (iteration) => halved(unrolls[iteration]!.phase.batch),
    slope(weights, iteration, share) {
      const at = unrolls[iteration]!;
      const episode = at.before === 0 ? begun(weights, at, share) : episodes.get(share)!;
      episodes.set(share, episode);
      return episode instanceof Episode
        ? episode.unroll(engine, rule, weights, at.length, at.phase.loss)
        : episode.unroll(weights, at.length, at.phase.loss);
    },
    counts: (iteration) => unrolls[iteration]!.index === phases.length - 1,
    stage(iteration) {
      const { phase, index, steps } = unrolls[iteration]!;
      return `phase ${index + 1}/${phases.length} (${phase.loss}, ${steps} steps)`;
    },
    work: (iteration) => effort[iteration]!,
    fresh: (iteration) => iteration === unrolls.length || unrolls[iteration]!.before === 0,
  };
}
