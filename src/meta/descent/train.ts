/**
 * Meta-training of gradient methods: unrolls of episodes, by backpropagation or by evolution strategies. A share of a batch is
 * always computed by the same thread, which keeps its episode between two unrolls; a checkpoint is made where one begins.
 */
import type { DescentFamily, Rows } from '../../family.ts';
import { type LearnedDescent, updateRule } from '../../learned-descent.ts';
import { stream } from '../../math/random.ts';
import { fusedEngine } from '../../tensor/fused.ts';
import type { Course } from '../course.ts';
import { type FamilySettings, familiesOf } from '../recipe.ts';
import { judged, tunedAdam } from './judge.ts';
import { PersistentEpisode } from './persistent.ts';
import { ProblemBatch } from './problems.ts';
import { type DescentRecipe, type Unroll, unrollsOf } from './recipe.ts';
import { Episode } from './truncated.ts';

/** How a batch is cut: in two, where it has two problems. */
function cut(batch: number): readonly Rows[] {
  const half = Math.ceil(batch / 2);
  return batch === 1
    ? [{ from: 0, to: 1 }]
    : [
        { from: 0, to: half },
        { from: half, to: batch },
      ];
}

/** What a recipe of a gradient method asks for. */
export function descentCourse(
  rule: LearnedDescent,
  recipe: DescentRecipe,
  familyOf: (settings: FamilySettings) => DescentFamily,
): Course {
  const engine = fusedEngine();
  const { name, seed, validation, clip, phases } = recipe;
  const unrolls = unrollsOf(recipe);
  // Steps in the iterations before each.
  const effort = [0];
  for (const { length, phase } of unrolls) effort.push(effort.at(-1)! + length * phase.batch);
  const families = phases.map(({ family }) =>
    familiesOf(family).map((settings) => familyOf({ ...settings, split: 'train' })),
  );
  let drawn: readonly ProblemBatch[] | undefined;
  const unseen = (): readonly ProblemBatch[] => {
    drawn ??= familiesOf(validation.family).map(
      (settings) =>
        new ProblemBatch(familyOf({ ...settings, split: 'validation' }), [name], {
          from: 0,
          to: validation.problems,
        }),
    );
    return drawn;
  };
  const episodes = new Map<number, Episode | PersistentEpisode>();
  const begun = (weights: Parameters<Course['slope']>[0], at: Unroll, share: number): Episode | PersistentEpisode => {
    const { phase, index, episode, steps } = at;
    const family = families[index]![episode % families[index]!.length]!;
    const address = [name, seed, episode];
    const rows = cut(phase.batch)[share]!;
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
    every: validation.every,
    begin: () => ({
      weights: rule.weights(stream('weights', name, seed)),
      chance: unseen().map((batch) => tunedAdam(batch, validation)),
    }),
    adam(iteration) {
      const { phase, progress } = unrolls[iteration]!;
      const [from, to] = phase.rate;
      return { rate: to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress)), clip };
    },
    shares: (iteration) => cut(unrolls[iteration]!.phase.batch),
    slope(weights, iteration, share) {
      const at = unrolls[iteration]!;
      const episode = at.before === 0 ? begun(weights, at, share) : episodes.get(share)!;
      episodes.set(share, episode);
      return episode instanceof Episode
        ? episode.unroll(engine, rule, weights, at.length, at.phase.loss)
        : episode.unroll(weights, at.length, at.phase.loss);
    },
    judge: (weights) => unseen().map((batch) => judged(batch, validation, (setup) => updateRule(rule, weights, setup))),
    counts: (iteration) => unrolls[iteration]!.index === phases.length - 1,
    measure: validation.measure,
    yardstick: 'tuned Adam',
    columns: [''],
    stage(iteration) {
      const { phase, index, steps } = unrolls[iteration]!;
      return `phase ${index + 1}/${phases.length} (${phase.loss}, ${steps} steps)`;
    },
    work: (iteration) => effort[iteration]!,
    fresh: (iteration) => iteration === unrolls.length || unrolls[iteration]!.before === 0,
  };
}
