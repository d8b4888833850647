/**
 * Meta-training of gradient methods: unrolls of episodes, by backpropagation or by evolution strategies. A share of a batch is
 * always computed by the same thread, which keeps its episode between two unrolls; a checkpoint is made where one begins.
 */
import type { DescentFamily } from '../../family.ts';
import type { LearnedDescent } from '../../learned-descent.ts';
import { type Label, stream } from '../../math/random.ts';
import { type FusedEngine, fusedEngine } from '../../tensor/fused.ts';
import type { Weights } from '../../tensor/weights.ts';
import { type Course, halved } from '../course.ts';
import { portions } from '../meta-gradient.ts';
import { alongCosine, type FamilySettings, familiesOf } from '../recipe.ts';
import { COMMON, CUTS, CutEpisode, isCut } from './cut.ts';
import { descentLooks } from './looks.ts';
import { PersistentEpisode } from './persistent.ts';
import { OpenProblem, ProblemBatch } from './problems.ts';
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
  const familyAt = ({ index, episode }: Unroll): DescentFamily => families[index]![episode % families[index]!.length]!;
  const addressOf = ({ episode }: Unroll): readonly Label[] => [name, seed, episode];
  const engines = new Map<number, FusedEngine>();
  const dims = new Map<number, number>();
  /** The coordinates of an episode's one problem, where its shares work on it together; else 0. */
  const cutDim = (at: Unroll): number => {
    const { batch, imitation, evolution } = at.phase;
    if (batch !== 1 || imitation || evolution || !rule.coordinatewise) return 0;
    if (!dims.has(at.episode)) {
      const { dim } = familyAt(at).sample([...addressOf(at), 0]).space;
      dims.clear();
      dims.set(at.episode, isCut(dim) ? dim : 0);
    }
    return dims.get(at.episode)!;
  };
  const episodes = new Map<number, Episode | PersistentEpisode | CutEpisode>();
  const begun = (weights: Weights, at: Unroll, share: number, common: Float64Array) => {
    const { phase, steps } = at;
    const [family, address, dim] = [familyAt(at), addressOf(at), cutDim(at)];
    if (dim > 0) {
      const only = [...address, 0];
      const problem = share === 0 ? new OpenProblem(family.sample(only), only, phase.rescale) : undefined;
      return new CutEpisode(rule, common, { dim, share, steps, problem });
    }
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
    most: rule.coordinatewise ? CUTS : 2,
    shares(iteration) {
      const at = unrolls[iteration]!;
      return cutDim(at) > 0 ? new Array<number>(CUTS).fill(1) : portions(halved(at.phase.batch));
    },
    common: rule.coordinatewise ? COMMON : 0,
    slope(weights, iteration, share, common) {
      const at = unrolls[iteration]!;
      const { length, phase } = at;
      const episode = at.before === 0 ? begun(weights, at, share, common) : episodes.get(share)!;
      episodes.set(share, episode);
      if (episode instanceof Episode) return episode.unroll(engine, rule, weights, length, phase.loss);
      if (episode instanceof PersistentEpisode) return episode.unroll(weights, length, phase.loss);
      // A share's tapes are under way while others' are: it has a memory of its own.
      const own = engines.get(share) ?? fusedEngine();
      engines.set(share, own);
      return episode.unroll(own, weights, length, phase.loss);
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
