/**
 * A recurrent network as an optimizer. Chen et al. (2017), Learning to learn without gradient descent by gradient
 * descent, section 2, equations 1-2: h_t, x_t = RNN(h_{t-1}, x_{t-1}, y_{t-1}); equation 6 where workers are parallel.
 *
 *   d   dimension           x   B x d  in [0, 1]^d         carry   B x .  the controller's
 *                           y   B x 1  values              memory  B x (3 + d), see memory.ts
 *
 * With the paper's inputs the network sees x and y and proposes outright, bounded by a sigmoid.
 * Deviation, in designs shown their incumbent: they also see x*, y*, the time, and the next point z_t of a sequence that
 * fills the cube; and propose a step from a point between x* and z_t. All of it is computed from what they were told, so
 * nothing leaks.
 * Deviation: from x and y alone, the loss of trajectories soon stops at a network that merely spreads its points: it tells
 * hardly anything to one that does not remember where it found what. So a design may ask for recall: the network is also
 * trained to have the incumbent read off its output, R h_t + r = 5 (x* - 1/2). In use nothing looks at it.
 * Deviation: values are normalised by their running mean and spread (TV et al. 2019), where the paper feeds them raw.
 * Fresh weights: a small output layer, so that first proposals lie close together and their values tell something.
 */
import type { LearnedOptimizer, Node, Seen, Tape, Theta, Weights } from 'optbench/learn';
import { consider, noneConsidered } from './constraints.ts';
import type { Carry } from './controller.ts';
import type { Design } from './design.ts';
import { aroundIncumbent } from './head.ts';
import { emptyMemory, forgotten, remember } from './memory.ts';
import { rollout } from './rollout.ts';
import { type Progress, senses, senseWidth } from './senses.ts';

/** What the network remembers of B problems. */
export interface State {
  readonly carry: Carry;
  readonly memory: Node;
  readonly progress: Progress;
}

/** The rule of a design. */
export function rnn(design: Design): LearnedOptimizer<State> {
  const { controller, inputs, name } = design;
  return {
    name,
    order: 0,
    source: source(design),
    ...(design.parallel && { parallel: true }),
    ...(design.constraints && { constraints: true }),
    weights(dim, rng) {
      const outputs = inputs === 'paper' ? dim : dim + 1;
      const n = controller.outputs;
      const V = Float32Array.from({ length: n * outputs }, () => (0.3 * rng.normal()) / Math.sqrt(n));
      const v = new Float32Array(outputs).fill(inputs === 'paper' ? 0 : 1, 0, 1);
      return {
        ...controller.weights(senseWidth(design, dim), rng),
        V: { shape: [n, outputs], data: V },
        v: { shape: [outputs], data: v },
        ...(design.recall && {
          R: { shape: [n, dim], data: new Float32Array(n * dim) },
          r: { shape: [dim], data: new Float32Array(dim) },
        }),
      } satisfies Weights;
    },
    begin: (tape, theta, { dim, size }) => ({
      carry: controller.begin(tape, theta, size),
      memory: emptyMemory(tape, size, dim),
      progress: { told: 0, asked: 0, ...(design.constraints && { feasibility: noneConsidered(tape, size) }) },
    }),
    step: (tape, theta, state, seen) => step(tape, theta, design, state, seen),
    rollout: (theta, dim) => rollout(design, theta, dim),
  };
}

function step(tape: Tape, theta: Theta, design: Design, state: State, result: Seen | undefined) {
  const { asked } = state.progress;
  const told = state.progress.told + (result ? 1 : 0);
  const { seen, feasibility } = consider(tape, state.progress.feasibility, result, told);
  const memory = seen ? remember(tape, state.memory, seen.x, seen.value, feasibility?.values ?? told) : state.memory;
  const progress = { told, asked, ...(feasibility && { feasibility }) };
  const shown = senses(tape, design, memory, seen, progress);
  const next = design.controller.step(tape, theta, state.carry, shown);
  const a = tape.product(next.output, theta['V']!, theta['v']!);
  const after = { carry: next.state, memory, progress: { ...progress, asked: asked + 1 } };
  const x = design.inputs === 'paper' ? tape.squash(a, 'sigmoid') : aroundIncumbent(tape, memory, a, asked);
  if (!design.recall) return { x, state: after };
  const recalled = tape.product(next.output, theta['R']!, theta['r']!);
  return { x, state: after, auxiliary: forgotten(tape, memory, recalled) };
}

function source({ controller, inputs, normalise, parallel, constraints }: Design): string {
  return [
    `Chen et al. (2017), section ${parallel ? '2.3' : '2'}, with ${controller.name}`,
    ...(inputs === 'incumbent' ? ['shown its incumbent'] : []),
    ...(constraints ? ['shown by how much constraints are violated (TV et al. 2019)'] : []),
    ...(normalise === 'off' ? [] : ['values normalised as by TV et al. (2019)']),
  ].join('; ');
}
