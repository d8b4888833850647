/**
 * Problems of order 1 side by side, in single precision: what a gradient method is trained on. Row b of x is where problem b
 * stands, in the coordinates that the rule moves: z, with x = c z where the problems are rescaled.
 *
 * A problem that has diverged, so that its value or its gradient is not finite or beyond 1e10 times where it began, says so by a
 * value of that size and by no gradient: the loss sees it, and nothing else is spoilt.
 */
import type { DescentFamily, Rows } from '../../family.ts';
import { blocksOf, type Revealed } from '../../learned-descent.ts';
import { type Label, type Rng, stream } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import { type Block, type Observation, type Oracle, type Problem, sizeOf, startingPoint } from '../../problem.ts';
import type { Node, Numbers, Tape } from '../../tensor/tape.ts';
import type { Rescaling } from './recipe.ts';

const signal = new AbortController().signal;

/** How much worse than at its start a problem may become before it counts as diverged. */
const DIVERGED = 1e10;

/** What was seen at a point. */
interface Look {
  readonly value: number;
  readonly gradient: Vector;
}

/** One problem, opened, in the coordinates that a rule moves. */
export class OpenProblem {
  readonly problem: Problem;
  readonly start: Vector;
  /** x = scale z; 1 everywhere without it. */
  readonly scale: Vector | undefined;
  /** f where it began. */
  readonly first: number;
  private readonly oracle: Oracle;
  /** Where what is revealed is noisy or sparse: the true gradients, which losses are followed back through. */
  private readonly clean: Oracle | undefined;

  constructor(problem: Problem, address: readonly Label[], rescale?: Rescaling) {
    const { space } = problem;
    if (space.bounded || problem.order !== 1) {
      throw new Error(`${problem.id}: gradient methods are trained on problems of order 1 in R^n`);
    }
    this.problem = problem;
    this.oracle = opened(problem, address);
    this.clean = problem.clean && opened(problem.clean, address);
    const x0 = startingPoint(problem, stream('x0', ...address));
    this.scale = rescale && drawScale(rescale, blocksOf(problem.blocks, space.dim), stream('scale', ...address));
    this.start = this.scale ? x0.map((x, i) => x / this.scale![i]!) : x0;
    this.first = this.look(this.start, 0).value;
  }

  get dim(): number {
    return this.start.length;
  }

  /** f and its gradient at z, on the minibatch of this step, as they are revealed. */
  look(z: Vector, step: number): Look {
    return this.ask(this.oracle, z, step);
  }

  /** f and its true gradient, given what was revealed. */
  truth(z: Vector, step: number, revealed: Look): Look {
    return this.clean === undefined ? revealed : this.ask(this.clean, z, step);
  }

  private ask(oracle: Oracle, z: Vector, step: number): Look {
    const { space } = this.problem;
    const { scale } = this;
    const x = scale ? z.map((v, i) => v * scale[i]!) : z;
    const seen = oracle.evaluate(space.decode(x), { id: step, order: 1, signal });
    if (seen instanceof Promise) throw new Error(`${this.problem.id}: a training problem must answer without waiting`);
    const { value, gradient } = seen as Observation;
    const slope = space.pullback(x, gradient!);
    const most = DIVERGED * Math.max(1, Math.abs(this.first ?? value));
    let norm = 0;
    for (let i = 0; i < slope.length; i++) norm += Math.abs(slope[i]!);
    if (!(value < most) || !(norm < 1e30)) return { value: most, gradient: new Float64Array(z.length) };
    return { value, gradient: scale ? slope.map((g, i) => g * scale[i]!) : slope };
  }
}

function opened(problem: Problem, address: readonly Label[]): Oracle {
  const oracle = problem.start(stream('oracle', ...address));
  if (oracle instanceof Promise) throw new Error(`${problem.id}: a training problem must open without waiting`);
  return oracle;
}

/** Problems side by side. */
export class ProblemBatch {
  readonly problems: readonly OpenProblem[];
  readonly blocks: readonly Block[];

  /** Rows of the batch at an address. */
  constructor(family: DescentFamily, address: readonly Label[], { from, to }: Rows, rescale?: Rescaling) {
    this.problems = Array.from({ length: to - from }, (_, i) => {
      const at = [...address, from + i];
      return new OpenProblem(family.sample(at), at, rescale);
    });
    const [{ problem, dim }] = this.problems as [OpenProblem];
    if (this.problems.some((other) => other.dim !== dim)) {
      throw new Error(`${family.name}: the problems of one batch must have one dimension`);
    }
    this.blocks = blocksOf(problem.blocks, dim);
  }

  get size(): number {
    return this.problems.length;
  }

  get dim(): number {
    return this.problems[0]!.dim;
  }

  /** Where they begin, B x n. */
  get start(): Float32Array {
    const start = new Float32Array(this.size * this.dim);
    for (const [b, problem] of this.problems.entries()) start.set(problem.start, b * this.dim);
    return start;
  }

  /** Values and gradients on a tape. The gradient is numbers; the value can be learned through. */
  reveal(tape: Tape, x: Node, step: number): Revealed {
    const [B, n] = [this.size, this.dim];
    const values = new Float64Array(B);
    const seen = new Float64Array(B * n);
    let slopes = seen; // where no problem hides its true gradient
    const [points, z] = [tape.numbers(x), new Float64Array(n)];
    this.problems.forEach((problem, b) => {
      for (let i = 0; i < n; i++) z[i] = points[b * n + i]!;
      const revealed = problem.look(z, step);
      const { value, gradient } = problem.truth(z, step, revealed);
      values[b] = value;
      for (let i = 0; i < n; i++) seen[b * n + i] = revealed.gradient[i]!;
      if (gradient !== revealed.gradient && slopes === seen) slopes = seen.slice();
      if (slopes !== seen) for (let i = 0; i < n; i++) slopes[b * n + i] = gradient[i]!;
    });
    const value = tape.loops({
      inputs: [x],
      rows: B,
      cols: 1,
      forward(out: Numbers) {
        out.set(values);
      },
      backward(d, dx) {
        if (dx === undefined) return;
        for (let b = 0; b < B; b++) for (let i = b * n; i < (b + 1) * n; i++) dx[i]! += d[b]! * slopes[i]!;
      },
    });
    return { x, value, gradient: tape.constant(seen, B, n), step, blocks: this.blocks };
  }
}

function drawScale({ level, range: [low, high] }: Rescaling, blocks: readonly Block[], rng: Rng): Vector {
  const draw = (): number => low * (high / low) ** rng.next();
  const all = draw();
  return Float64Array.from(
    blocks.flatMap((block) => {
      const tensor = level === 'tensor' ? draw() : all;
      return Array.from({ length: sizeOf(block) }, () => (level === 'coordinate' ? draw() : tensor));
    }),
  );
}
