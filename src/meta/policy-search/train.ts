/**
 * Guided policy search for gradient methods. Levine & Abbeel (2014); Li & Malik (2017), Learning to Optimize, section 4; in the
 * form of Montgomery & Levine (2016), Guided Policy Search via Approximate Mirror Descent, Algorithm 2:
 *
 *   for every iteration, for every function i:
 *     sample trajectories from the policy; at the very first, and where it loses ground, from the best momentum for the function
 *     fit linear dynamics, and a linear policy r, around them                                          local-model.ts
 *     p_i <- argmin E_p[sum_t f(x_t)]  subject to  KL(p || r) <= epsilon                                trust-region.ts
 *   policy <- argmin sum_i KL(policy || p_i) at the states of these trajectories and of those p_i leads to   imitation.ts
 *
 * Deviation: Li & Malik's trajectories begin at one place for each function, here at a new one in every iteration; nothing but
 * the policy is carried over, so a training can go on from wherever an iteration begins. Deviation: the policy explores with noise
 * in proportion to its steps, rather than with the mean covariance of the controllers.
 */
import type { DescentFamily, Rows } from '../../family.ts';
import type { LearnedDescent } from '../../learned-descent.ts';
import { stream } from '../../math/random.ts';
import { fusedEngine } from '../../tensor/fused.ts';
import type { Weights } from '../../tensor/weights.ts';
import { type Course, halved } from '../course.ts';
import { descentLooks } from '../descent/looks.ts';
import { OpenProblem } from '../descent/problems.ts';
import { portions } from '../meta-gradient.ts';
import { alongCosine, type FamilySettings } from '../recipe.ts';
import { policy, tunedMomentum } from './actors.ts';
import { Drill } from './imitation.ts';
import { meanValue, teach } from './lessons.ts';
import type { GuidedPhase, GuidedRecipe } from './recipe.ts';
import { type Actor, rollOut } from './rollouts.ts';

/** An iteration of the course: a step of Adam within an iteration of guided policy search. */
interface Place {
  readonly phase: GuidedPhase;
  readonly index: number;
  /** The iteration of guided policy search, counted through the whole training and within the phase. */
  readonly round: number;
  readonly within: number;
  /** The step of Adam in it. */
  readonly descent: number;
}

/** What a recipe of guided policy search asks for. */
export function guidedCourse(
  rule: LearnedDescent,
  recipe: GuidedRecipe,
  familyOf: (settings: FamilySettings) => DescentFamily,
): Course {
  const engine = fusedEngine();
  const { name, seed, clip, phases } = recipe;
  const places = placesOf(recipe);
  const families = phases.map(({ family }) => familyOf({ ...family, split: 'train' }));
  const drills = new Map<number, Drill | undefined>();
  const prepared = (weights: Weights, { phase, index, round }: Place, share: number): Drill | undefined => {
    const lessons = [];
    for (let i = share; i < phase.functions; i += shareCount(phase)) {
      const start = [name, seed, 'start', i, round];
      const problem = new OpenProblem(families[index]!.sample([name, seed, 'function', i]), start);
      const own = (): Actor => policy(engine, rule, weights, phase.steps, [...start, 'policy']);
      const lost = round === 0 || meanValue(rollOut(problem, 1, phase.steps, own())) >= problem.first;
      const actor = lost ? tunedMomentum(problem, phase.steps) : own();
      lessons.push(...teach(problem, actor, phase, stream('guided', ...start)).lessons);
    }
    return lessons.length > 0 ? new Drill(lessons) : undefined;
  };
  return {
    name,
    iterations: places.length,
    ...descentLooks(rule, recipe, familyOf),
    adam(iteration) {
      const { phase, within } = places[iteration]!;
      return { rate: alongCosine(phase.rate, within / Math.max(1, phase.iterations - 1)), clip };
    },
    most: Math.max(...phases.map(shareCount)),
    shares: (iteration) => portions(cut(places[iteration]!.phase)),
    slope(weights, iteration, share) {
      const place = places[iteration]!;
      if (place.descent === 0) drills.set(share, prepared(weights, place, share));
      const drill = drills.get(share);
      const address = ['drill', name, seed, iteration, share];
      const { from, to } = cut(place.phase)[share]!;
      return engine.slope(weights, (tape, theta) =>
        drill === undefined
          ? tape.constant([0], 1, 1)
          : drill.on(tape, theta, rule, to - from, stream(...address), address),
      );
    },
    counts: (iteration) => places[iteration]!.index === phases.length - 1,
    stage(iteration) {
      const { phase, index, within } = places[iteration]!;
      return `phase ${index + 1}/${phases.length} (iteration ${within + 1}/${phase.iterations})`;
    },
    work: (iteration) => iteration,
    fresh: (iteration) => iteration === places.length || places[iteration]!.descent === 0,
  };
}

/** Functions, and the trajectories of a step of Adam, are shared between two where there are two. */
function shareCount({ batch, functions }: GuidedPhase): number {
  return Math.min(2, batch, functions);
}

function cut(phase: GuidedPhase): readonly Rows[] {
  return shareCount(phase) === 1 ? [{ from: 0, to: phase.batch }] : halved(phase.batch);
}

function placesOf({ phases }: GuidedRecipe): readonly Place[] {
  let round = 0;
  return phases.flatMap((phase, index) =>
    Array.from({ length: phase.iterations }, (_, within) => {
      const at = round++;
      return Array.from({ length: phase.descents }, (_, descent) => ({ phase, index, round: at, within, descent }));
    }).flat(),
  );
}
