/**
 * One problem cut among shares by its coordinates, for rules that treat each by itself. Gradients of the problem are not
 * differentiated again, so the slope of an unroll's loss L in theta is that of
 *
 *   sum_t lambda_t g_t . x_t      lambda_t = dL / df_t      g_t  the problem's gradient at x_t, numbers
 *
 * and that is a sum over coordinates: nothing but x and g passes between shares, and a share's coordinates go back through the
 * unroll part by part, each on a tape of its own that fits a cache.
 *
 * The first share has the problem. Before every step it says on the board what the problem reveals; then all move.
 */
import type { Rows } from '../../family.ts';
import { blocksOf, type Carried, kept, type LearnedDescent, partsOf, restored } from '../../learned-descent.ts';
import { stream } from '../../math/random.ts';
import type { FusedEngine } from '../../tensor/fused.ts';
import type { Node, Slope, Tape } from '../../tensor/tape.ts';
import type { Weights } from '../../tensor/weights.ts';
import { lossAndSlopes } from './losses.ts';
import type { OpenProblem } from './problems.ts';
import type { DescentLoss } from './recipe.ts';
import { moved } from './truncated.ts';

/** Shares of a problem that is cut. */
export const CUTS = 4;

/** Problems of so many coordinates are cut; with fewer there is too little to do between two steps. */
const [LEAST, MOST] = [2048, 1 << 20];

/** Whether a problem of this dimension is cut. */
export const isCut = (dim: number): boolean => dim >= LEAST && dim <= MOST;

/** Numbers that the shares have in common. */
export const COMMON = 3 * MOST + 2;

/** Where the problem stands, what it revealed there, its true gradient; its value and the value where the episode began. */
interface Board {
  readonly x: Float64Array;
  readonly seen: Float64Array;
  readonly slope: Float64Array;
  readonly values: Float64Array;
}

function boardOver(common: Float64Array, n: number): Board {
  const list = (i: number): Float64Array => common.subarray(i * n, (i + 1) * n);
  return { x: list(0), seen: list(1), slope: list(2), values: common.subarray(3 * n, 3 * n + 2) };
}

/** One share's coordinates of a problem under way. */
export class CutEpisode {
  private readonly rule: LearnedDescent;
  private readonly board: Board;
  private readonly steps: number;
  private readonly problem: OpenProblem | undefined;
  private readonly parts: readonly Rows[];
  private states: readonly Carried[] | undefined;
  private done = 0;

  /** A share of an episode of so many steps, on a problem of so many coordinates; the first share brings the problem. */
  constructor(
    rule: LearnedDescent,
    common: Float64Array,
    { dim, share, steps, problem }: { dim: number; share: number; steps: number; problem: OpenProblem | undefined },
  ) {
    this.rule = rule;
    this.board = boardOver(common, dim);
    this.steps = steps;
    this.problem = problem;
    const edge = (i: number): number => Math.round((i * dim) / CUTS);
    this.parts = partsOf(edge(share), edge(share + 1));
  }

  /** The next unroll: what this share has of its loss, which the first has all of, and of its gradient. */
  *unroll(engine: FusedEngine, weights: Weights, length: number, loss: DescentLoss): Generator<void, Slope> {
    const { board, parts, problem } = this;
    const rule = this.rule.tape!;
    if (this.done === 0) {
      if (problem !== undefined) {
        board.x.set(problem.start);
        board.values[1] = problem.first;
      }
      yield;
    }
    const open = engine.open(weights, parts.length);
    const { tapes, theta } = open;
    try {
      const blocks = parts.map(({ from, to }) => blocksOf(undefined, to - from));
      const paths = parts.map(({ from, to }, p) => [tapes[p]!.constant(board.x.subarray(from, to), 1, to - from)]);
      const states = parts.map((_, p) => {
        if (this.states !== undefined) return restored(tapes[p]!, this.states[p]!);
        const start = { x: paths[p]![0]!, blocks: blocks[p]!, steps: this.steps, rng: stream('begin') };
        return rule.begin(tapes[p]!, theta, start);
      });
      const values: number[] = [];
      const slopes: (readonly Float64Array[])[] = [];
      for (let t = 0; ; t++) {
        const step = this.done + t;
        if (problem !== undefined) reveal(problem, board, step);
        yield;
        values.push(board.values[0]!);
        slopes.push(parts.map(({ from, to }) => board.slope.slice(from, to)));
        if (t === length) break;
        parts.forEach(({ from, to }, p) => {
          const [tape, x] = [tapes[p]!, paths[p]!.at(-1)!];
          const value = tape.constant(board.values.subarray(0, 1), 1, 1);
          const gradient = tape.constant(board.seen.subarray(from, to), 1, to - from);
          const stepped = rule.step(tape, theta, states[p], { x, value, gradient, step, blocks: blocks[p]! });
          states[p] = stepped.state;
          const next = moved(tape, x, stepped.step);
          paths[p]!.push(next);
          board.x.set(tape.numbers(next), from);
        });
        yield;
      }
      this.done += length;
      this.states = states.map((state, p) => kept(tapes[p]!, state, this.states?.[p]));
      const { value, slopes: lambdas } = lossAndSlopes(loss, values, board.values[1]!);
      const losses = paths.map((path, p) =>
        alongPath(
          tapes[p]!,
          path,
          slopes.map((all) => all[p]!),
          lambdas,
        ),
      );
      return { loss: problem === undefined ? 0 : value, gradient: open.gradient(losses) };
    } finally {
      open.close();
    }
  }
}

/** What the problem says where the board says that it stands. */
function reveal(problem: OpenProblem, { x, seen, slope, values }: Board, step: number): void {
  const revealed = problem.look(x, step);
  const { value, gradient } = problem.truth(x, step, revealed);
  values[0] = value;
  seen.set(revealed.gradient);
  slope.set(gradient);
}

/** sum_t lambda_t g_t . x_t */
function alongPath(
  tape: Tape,
  path: readonly Node[],
  slopes: readonly Float64Array[],
  lambdas: ArrayLike<number>,
): Node {
  return tape.loops({
    inputs: path,
    rows: 1,
    cols: 1,
    forward() {}, // its gradient is all that is asked for
    backward(_, ...gradients) {
      gradients.forEach((gradient, t) => {
        const [g, lambda] = [slopes[t]!, lambdas[t]!];
        if (gradient) for (let i = 0; i < g.length; i++) gradient[i]! += lambda * g[i]!;
      });
    },
  });
}
