/**
 * A hierarchy of recurrent units: one for every coordinate, one for every tensor, one for the whole problem. Wichrowska et al.
 * (2017), Learned Optimizers that Scale and Generalize, section 3; sizes and what the paper leaves open from the released code.
 *
 *   coordinate   10 units   is shown 12 signals of its gradients (signals.ts), told a bias by its tensor and by the problem
 *   tensor       20         is shown the mean of its coordinates' units and signals, told a bias by the problem
 *   problem      20         is shown the mean of its tensors' units
 *
 * A coordinate's unit says in which direction to step and how its learning rate changes (move.ts), and how long the averages
 * of its gradients last; those begin at a random rate, exp of U(log 1e-6, log 1e-2) / 2 for the tensor plus as much for the
 * coordinate, so that the network learns to set them. 8349 weights.
 *
 * Deviation: gradients are not differentiated again, as everywhere in this package. The problem's unit is shown the mean over all its
 * tensors, as the paper has it; the released code shows it the last tensor alone. With attention the training loss is that of the points
 * asked for, where the paper evaluates it where the network stands, which would cost a second evaluation.
 *
 *   B  problems      n  coordinates      T  tensors      N = B n  rows, problem by problem
 */
import { type Block, type Rng, sizeOf } from 'optbench';
import type { LearnedDescent, Node, Tape, Theta, Weight, Weights } from 'optbench/learn';
import { type Bias, cell, cellWeights, normal } from './cell.ts';
import { added, type Groups, groups, meanOver, repeated } from './groups.ts';
import { changed, followed, normalised, onwards, step } from './move.ts';
import { averaged, signalCount, signals } from './signals.ts';

/** A network of this kind; what is left out is as published. */
export interface Design {
  readonly name: string;
  /** Time-scales of momentum: 4. */
  readonly scales?: number;
  /** Whether momentum comes in units of its own size. */
  readonly scaling?: boolean;
  /** Whether coordinates are told anything from above. */
  readonly hierarchy?: boolean;
  /** Whether gradients are asked for ahead of where it stands; the released code leaves that off. */
  readonly attention?: boolean;
}

const [OWN, TENSOR, PROBLEM] = [10, 20, 20];
/** Decay of the first scale and of the squares, before the logistic function. */
const [DECAY, LONG] = [2.2, 3.2];
const [SLOWEST, FASTEST] = [1e-6, 1e-2];

/** N rows each but for what is above. */
interface State {
  /** g_s | l_s */
  readonly averages: Node;
  /** How long they last. */
  readonly decays: Node;
  readonly logRate: Node;
  readonly own: Node;
  /** The tensors' units and the problem's; nothing without a hierarchy. */
  readonly above: readonly [tensor: Node, problem: Node] | readonly [];
  /** B x n: how far ahead of where it stands it asks; nothing without attention. */
  readonly ahead: readonly [Node] | readonly [];
}

/** The rule of a design. */
export function hierarchicalRnn(design: Design): LearnedDescent<State> {
  const { name, scales = 4, scaling = true, hierarchy = true, attention = false } = design;
  return {
    name,
    source: 'Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, section 3',
    weights: (rng) => freshWeights(rng, scales, hierarchy, attention),
    tape: {
      begin(tape, theta, { x, blocks, rng }) {
        const [B, n, T] = [x.rows, x.cols, blocks.length];
        const N = B * n;
        return {
          averages: tape.constant(new Float32Array(N * 2 * scales), N, 2 * scales),
          decays: tape.constant(new Float32Array(N * 2), N, 2),
          logRate: tape.constant(initialRates(B, blocks, rng), N, 1),
          own: repeated(tape, theta['initial.own']!, N),
          above: hierarchy
            ? [repeated(tape, theta['initial.tensor']!, B * T), repeated(tape, theta['initial.problem']!, B)]
            : [],
          ahead: attention ? [tape.constant(new Float32Array(N), B, n)] : [],
        };
      },
      step(tape, theta, state, { gradient, blocks }) {
        const [B, n] = [gradient.rows, gradient.cols];
        const belongs = belonging(B, blocks);
        const averages = averaged(tape, state.averages, state.decays, gradient);
        const x = signals(tape, averages, state.logRate, belongs.problemOf, scaling);
        const own = cell(tape, theta, 'own', x, state.own, fromAbove(tape, theta, state, belongs));
        const above = stepAbove(tape, theta, state, tape.beside(own, x), belongs);

        const seen = tape.beside(own, tape.columns(x, 0, scales));
        const towards = (weights: string): Node =>
          normalised(tape, tape.product(seen, theta[weights]!), belongs.tensorOf);
        const e = changed(tape, state.logRate, tape.product(own, theta['rate.W']!, theta['rate.b']!));
        const keep = tape.squash(theta['rate.keep']!, 'sigmoid');
        const move = step(tape, e, towards('direction'), theta['rate.offset']!, B, n);
        const zero = tape.constant([0], 1, 1);
        const ahead: State['ahead'] = attention ? [step(tape, e, towards('attention'), zero, B, n)] : [];
        const [before] = state.ahead;
        return {
          step: before && ahead[0] ? onwards(tape, move, ahead[0], before) : move,
          state: {
            averages,
            decays: tape.squash(tape.product(own, theta['decays.W']!, theta['decays.b']!), 'sigmoid'),
            logRate: followed(tape, state.logRate, e, keep),
            own,
            above,
            ahead,
          },
        };
      },
      ...(attention && { ahead: (state) => state.ahead[0]! }),
    },
  };
}

const told = (tape: Tape, theta: Theta, node: Node, to: string): Node =>
  tape.product(node, theta[`${to}.W`]!, theta[`${to}.b`]!);

/** What coordinates are told by their tensor and by the problem, both as they were a step ago. */
function fromAbove(
  tape: Tape,
  theta: Theta,
  { above }: State,
  { tensorOf, problemOfTensor }: Belonging,
): Bias | undefined {
  if (above.length === 0) return undefined;
  const [tensor, problem] = above;
  const byTensor = told(tape, theta, tensor, 'tensor-own');
  const byProblem = told(tape, theta, problem, 'problem-own');
  return { bias: added(tape, byTensor, byProblem, problemOfTensor), groups: tensorOf };
}

/** The tensors' units, from their coordinates; then the problem's, from the tensors'. */
function stepAbove(
  tape: Tape,
  theta: Theta,
  { above }: State,
  below: Node,
  { tensorOf, problemOfTensor }: Belonging,
): State['above'] {
  if (above.length === 0) return above;
  const [tensor, problem] = above;
  const bias = { bias: told(tape, theta, problem, 'problem-tensor'), groups: problemOfTensor };
  const next = cell(tape, theta, 'tensor', meanOver(tape, below, tensorOf), tensor, bias);
  return [next, cell(tape, theta, 'problem', meanOver(tape, next, problemOfTensor), problem)];
}

function freshWeights(rng: Rng, scales: number, hierarchy: boolean, attention: boolean): Weights {
  const inputs = signalCount(scales);
  const uniform = (units: number, label: string): Weight => {
    const draws = rng.split(label);
    return { shape: [units], data: Float32Array.from({ length: units }, () => 2 * draws.next() - 1) };
  };
  const list = (...numbers: readonly number[]): Weight => ({
    shape: [numbers.length],
    data: Float32Array.from(numbers),
  });
  const affine = (name: string, from: number, to: number): Weights => ({
    [`${name}.W`]: normal(from, to, rng.split(name)),
    [`${name}.b`]: list(...new Float32Array(to)),
  });
  const unit = (name: string, from: number, units: number): Weights =>
    Object.fromEntries(
      Object.entries(cellWeights(from, units, rng.split(name))).map(([of, weight]) => [`${name}.${of}`, weight]),
    );
  const shortcut = rng.split('shortcut');
  // w, then a_s about 1 / 4
  const direction = {
    shape: [OWN + scales, 1],
    data: Float32Array.of(
      ...normal(OWN, 1, rng.split('direction')).data,
      ...Array.from({ length: scales }, () => 1 / scales + 0.05 * shortcut.normal()),
    ),
  };
  return {
    ...unit('own', inputs, OWN),
    ...(hierarchy && {
      ...unit('tensor', OWN + inputs, TENSOR),
      ...unit('problem', TENSOR, PROBLEM),
      ...affine('tensor-own', TENSOR, 3 * OWN),
      ...affine('problem-own', PROBLEM, 3 * OWN),
      ...affine('problem-tensor', PROBLEM, 3 * TENSOR),
      'initial.tensor': uniform(TENSOR, 'tensor'),
      'initial.problem': uniform(PROBLEM, 'problem'),
    }),
    'initial.own': uniform(OWN, 'own'),
    direction,
    ...(attention && { attention: { ...direction, data: direction.data.slice() } }),
    'rate.W': { shape: [OWN, 1], data: new Float32Array(OWN) },
    'rate.b': list(0),
    'rate.keep': list(LONG),
    'rate.offset': list(-1),
    'decays.W': normal(OWN, 2, rng.split('decays')),
    'decays.b': list(DECAY, LONG),
  };
}

/** log rates, for every tensor and every coordinate of its own. */
function initialRates(B: number, blocks: readonly Block[], rng: Rng): Float32Array {
  const draw = (): number => 0.5 * (Math.log(SLOWEST) + rng.next() * Math.log(FASTEST / SLOWEST));
  const rates: number[] = [];
  for (let b = 0; b < B; b++) {
    for (const block of blocks) {
      const tensor = draw();
      for (let i = sizeOf(block); i > 0; i--) rates.push(tensor + draw());
    }
  }
  return Float32Array.from(rates);
}

/** Which tensor and which problem every row belongs to. */
interface Belonging {
  readonly B: number;
  readonly tensorOf: Groups;
  readonly problemOf: Groups;
  readonly problemOfTensor: Groups;
}

/** What was worked out, by the tensors: they stay the same from step to step. */
const known = new WeakMap<readonly Block[], Belonging>();

function belonging(B: number, blocks: readonly Block[]): Belonging {
  const before = known.get(blocks);
  if (before?.B === B) return before;
  const lengths = blocks.map(sizeOf);
  const [n, T] = [lengths.reduce((sum, length) => sum + length, 0), blocks.length];
  const tensors = new Int32Array(B * n);
  let at = 0;
  for (let b = 0; b < B; b++) {
    lengths.forEach((length, t) => {
      tensors.fill(b * T + t, at, at + length);
      at += length;
    });
  }
  const found = {
    B,
    tensorOf: groups(tensors),
    problemOf: groups(Int32Array.from({ length: B * n }, (_, i) => Math.floor(i / n))),
    problemOfTensor: groups(Int32Array.from({ length: B * T }, (_, i) => Math.floor(i / T))),
  };
  known.set(blocks, found);
  return found;
}
