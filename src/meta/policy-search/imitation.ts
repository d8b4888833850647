/**
 * The supervised half of guided policy search: a rule is led along trajectories and learns to step as the controllers would.
 * Montgomery & Levine (2016), Algorithm 2, line 5: KL(policy || controllers), of which the means' part is
 *
 *   mean_{b, t} 1/(2 n) (step - target)' P_t (step - target)                                                         (1)
 *
 * Deviation: precisions are divided by their median and none weighs more than ten times that, or a function on which the steps
 * have become small would be all that is learned from.
 */
import type { Theta } from '../../learned.ts';
import { blocksOf, type LearnedDescent } from '../../learned-descent.ts';
import { type Label, type Rng, stream } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import type { Node, Tape } from '../../tensor/tape.ts';
import type { Lesson } from './lessons.ts';

const MOST = 10;

/** Some trajectories of some lessons, side by side. */
export class Drill {
  private readonly lessons: readonly Lesson[];
  private readonly scale: number;

  /** There must be at least one lesson. */
  constructor(lessons: readonly Lesson[]) {
    this.lessons = lessons;
    const sizes = lessons.flatMap(({ precisions }) => precisions.map(meanDiagonal)).sort((a, b) => a - b);
    this.scale = sizes[Math.floor(sizes.length / 2)]!;
  }

  /** (1) over so many trajectories drawn at random. */
  on(tape: Tape, theta: Theta, rule: LearnedDescent, count: number, rng: Rng, address: readonly Label[]): Node {
    const drawn = Array.from({ length: count }, () => {
      const lesson = this.lessons[rng.integer(this.lessons.length)]!;
      return { lesson, row: rng.integer(lesson.rollouts.rows) };
    });
    const { dim: n, problem, a } = drawn[0]!.lesson.rollouts;
    const blocks = blocksOf(problem.problem.blocks, n);
    const T = a.length;
    const gather = (of: (lesson: Lesson) => Vector, width: number): Float32Array => {
      const numbers = new Float32Array(count * width);
      drawn.forEach(({ lesson, row }, b) => {
        numbers.set(of(lesson).subarray(row * width, (row + 1) * width), b * width);
      });
      return numbers;
    };
    const misses: Node[] = [];
    let state: unknown;
    for (let t = 0; t < T; t++) {
      const x = tape.constant(
        gather(({ rollouts }) => rollouts.x[t]!, n),
        count,
        n,
      );
      const value = tape.constant(
        gather(({ rollouts }) => rollouts.f[t]!, 1),
        count,
        1,
      );
      const gradient = tape.constant(
        gather(({ rollouts }) => rollouts.g[t]!, n),
        count,
        n,
      );
      if (t === 0) state = rule.tape!.begin(tape, theta, { x, blocks, steps: T, rng: stream('begin', ...address) });
      const after = rule.tape!.step(tape, theta, state, { x, value, gradient, step: t, blocks });
      state = after.state;
      const targets = gather((lesson) => lesson.targets[t]!, n);
      const precisions = drawn.map(({ lesson }) => this.weighed(lesson.precisions[t]!));
      misses.push(missed(tape, after.step, targets, precisions, T));
    }
    return total(tape, misses);
  }

  private weighed(precision: Vector): Vector {
    const by = Math.min(1 / this.scale, MOST / meanDiagonal(precision));
    return precision.map((v) => v * by);
  }
}

/** One step's part of (1), 1 x 1. */
function missed(tape: Tape, step: Node, targets: Float32Array, precisions: readonly Vector[], T: number): Node {
  const [B, n] = [step.rows, step.cols];
  const pull = new Float32Array(B * n);
  const share = 1 / (B * T * n);
  return tape.loops({
    inputs: [step],
    rows: 1,
    cols: 1,
    forward(out, a) {
      for (let b = 0; b < B; b++) {
        const P = precisions[b]!;
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += P[i * n + j]! * (a![b * n + j]! - targets[b * n + j]!);
          pull[b * n + i] = share * sum;
          out[0]! += 0.5 * share * sum * (a![b * n + i]! - targets[b * n + i]!);
        }
      }
    },
    backward(d, da) {
      if (da) for (let i = 0; i < pull.length; i++) da[i]! += d[0]! * pull[i]!;
    },
  });
}

function total(tape: Tape, parts: readonly Node[]): Node {
  return tape.loops({
    inputs: parts,
    rows: 1,
    cols: 1,
    forward(out, ...numbers) {
      for (const [part] of numbers) out[0]! += part!;
    },
    backward(d, ...gradients) {
      for (const part of gradients) if (part) part[0]! += d[0]!;
    },
  });
}

function meanDiagonal(P: Vector): number {
  const n = Math.sqrt(P.length);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += P[i * n + i]!;
  return sum / n;
}
