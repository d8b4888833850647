/** The functions of this suite as a family for meta-training, drawn from the streams of the training splits. */
import { box, type Problem } from 'optbench';
import type { Batch, Family, Node, Tape } from 'optbench/learn';
import { z } from 'zod';
import { violationAt } from './constraints.ts';
import { drawInstance, type Instance, splitStream } from './instances.ts';
import { mixtureAt, REACH, type Slope } from './mixture.ts';
import { mixtureProblem } from './problem.ts';

const settingsOf = z.strictObject({
  split: z.enum(['train', 'validation']),
  dim: z.int().positive(),
  constrained: z.boolean().default(false),
});

/** Which functions. */
export type FamilySettings = z.input<typeof settingsOf>;

/** The family with these settings. */
export default function family(settings: FamilySettings): Family {
  const result = settingsOf.safeParse(settings);
  if (!result.success) throw new Error(`gmm-df: settings of the family: ${z.prettifyError(result.error)}`);
  const { split, dim, constrained } = result.data;
  const space = box(new Array(dim).fill([-REACH, REACH]));
  const instance = (...address: readonly (string | number)[]): Instance =>
    drawInstance(splitStream(split, ...address), dim, constrained);
  return {
    name: 'gmm-df',
    split,
    space,
    batch(address, { from, to }) {
      const instances = Array.from({ length: to - from }, (_, b) => instance(...address, from + b));
      return {
        space,
        size: instances.length,
        on: (tape) => ({
          value: (x) => rowByRow(tape, x, (b, p, slope) => mixtureAt(instances[b]!.mixture, p, b * dim, slope)),
          ...(constrained && {
            violation: (x: Node) =>
              rowByRow(tape, x, (b, p, slope) => violationAt(instances[b]!.constraints, p, b * dim, slope)),
          }),
        }),
      } satisfies Batch;
    },
    sample: (address) => mixtureProblem(`${split}-${address.join('-')}`, dim, () => instance(...address)) as Problem,
  };
}

/** A function of every row, at x in [0, 1]^d: p = REACH (2 x - 1). */
function rowByRow(tape: Tape, x: Node, f: (b: number, p: Float64Array, slope?: Slope) => number): Node {
  const p = new Float64Array(x.rows * x.cols);
  return tape.loops({
    inputs: [x],
    rows: x.rows,
    cols: 1,
    forward(out, xs) {
      for (let i = 0; i < p.length; i++) p[i] = REACH * (2 * xs![i]! - 1);
      for (let b = 0; b < x.rows; b++) out[b] = f(b, p);
    },
    backward(d, dx) {
      for (let b = 0; b < x.rows; b++) if (d[b] !== 0) f(b, p, { to: dx!, scale: 2 * REACH * d[b]! });
    },
  });
}
