/**
 * The landscapes of this suite as a family for meta-training, drawn from the streams of the training splits; the suite's own
 * problems come from the test stream and never from here. For rules that are to do well on functions that are no sample of
 * any one prior.
 *
 * A rule is told values with noise, where the landscape has any, in units of its own: times a scale and plus an offset that
 * differ from function to function by orders of magnitude. So only a rule that normalises what it sees can be trained here.
 * The loss is in standardised values, without noise.
 */
import { box, type Label, type Problem, type Rng } from 'optbench';
import type { Batch, Family, Functions, Node, Tape } from 'optbench/learn';
import { z } from 'zod';
import { splitStream } from './draw.ts';
import { drawLandscapes, type Landscapes } from './landscape.ts';
import { landscapeProblem } from './problem.ts';
import { bend } from './warp.ts';

const range = z.tuple([z.number().positive(), z.number().positive()]);
const settingsOf = z.strictObject({
  split: z.enum(['train', 'validation']),
  dim: z.int().positive(),
  /** Waves per function; a multiple of sixteen. */
  features: z.int().positive().multipleOf(16).default(128),
  /** The range of the longest length-scale of the waves, in units of the cube. */
  lengthScale: range.default([0.12, 1.6]),
  /** The range of the factor between standardised values and those that the rule is told. */
  units: range.default([1e-3, 1e3]),
  /** Whether there are jumps, steps, terraces, ceilings and noise. */
  rough: z.boolean().default(true),
});

/** Which functions. */
export type FamilySettings = z.input<typeof settingsOf>;

/** The family with these settings. */
export default function family(settings: FamilySettings): Family {
  const result = settingsOf.safeParse(settings);
  if (!result.success) throw new Error(`broad: settings of the family: ${z.prettifyError(result.error)}`);
  const { split, units, ...breadth } = result.data;
  const space = box(new Array(breadth.dim).fill([0, 1]));
  return {
    name: 'broad',
    split,
    space,
    batch(address, rows) {
      const landscapes = drawLandscapes(split, address, rows, breadth);
      const rng = (b: number) => splitStream(split, ...address, rows.from + b, 'told');
      return {
        space,
        size: rows.to - rows.from,
        on: (tape) => ({ value: valueOn(tape, landscapes, breadth), observed: told(tape, landscapes, rng, units) }),
      } satisfies Batch;
    },
    sample(address) {
      const b = Number(address.at(-1));
      const parent: readonly Label[] = address.slice(0, -1);
      return landscapeProblem(`${split}-${address.join('-')}`, breadth, () =>
        drawLandscapes(split, parent, { from: b, to: b + 1 }, breadth),
      ) as Problem;
    },
  };
}

function valueOn(
  tape: Tape,
  { rows, omega, phase, weight }: Landscapes,
  { dim, features: m }: { readonly dim: number; readonly features: number },
): Functions['value'] {
  const size = rows.length;
  const waves = {
    omega: tape.constant(omega, size, dim * m),
    phase: tape.constant(phase, size, m),
    weight: tape.constant(weight, size, m),
  };
  return (x) => {
    const u = warped(tape, rows, x);
    const g = tape.waves(u, waves);
    const kept: { u: ArrayLike<number>; g: ArrayLike<number> } = { u: [], g: [] };
    return tape.loops({
      inputs: [u, g],
      rows: size,
      cols: 1,
      forward(out, us, gs) {
        for (let b = 0; b < size; b++) out[b] = rows[b]!.value(us!, b * dim, gs![b]!);
        kept.u = us!;
        kept.g = gs!;
      },
      backward(d, du, dg) {
        for (let b = 0; b < size; b++) {
          if (d[b] === 0) continue;
          const dRaw = rows[b]!.slope(kept.u, b * dim, kept.g[b]!, d[b]!, du!);
          if (dg) dg[b]! += dRaw;
        }
      },
    });
  };
}

function warped(tape: Tape, rows: Landscapes['rows'], x: Node): Node {
  const slope = new Float64Array(x.rows * x.cols);
  return tape.loops({
    inputs: [x],
    rows: x.rows,
    cols: x.cols,
    forward(out, xs) {
      rows.forEach(({ sketch: { warp } }, b) => {
        bend(warp, xs!, out, slope, b * x.cols);
      });
    },
    backward(d, dx) {
      for (let i = 0; i < d.length; i++) dx![i]! += d[i]! * slope[i]!;
    },
  });
}

/** Scale, offset and noise of every row; the noise of call after call from the row's own stream. */
function told(
  tape: Tape,
  { rows }: Landscapes,
  rngOf: (b: number) => Rng,
  [least, most]: readonly [number, number],
): NonNullable<Functions['observed']> {
  const rngs = rows.map((_, b) => rngOf(b));
  const scale = rngs.map((rng) => least * (most / least) ** rng.next());
  const offset = rngs.map((rng, b) => scale[b]! * rng.normal() * 10 ** rng.next());
  return (_, value) =>
    tape.loops({
      inputs: [value],
      rows: rows.length,
      cols: 1,
      forward(out, values) {
        rows.forEach(({ sketch: { noise } }, b) => {
          const noisy = noise === 0 ? values![b]! : values![b]! + noise * rngs[b]!.normal();
          out[b] = offset[b]! + scale[b]! * noisy;
        });
      },
      backward(d, dValue) {
        for (let b = 0; b < scale.length; b++) dValue![b]! += d[b]! * scale[b]!;
      },
    });
}
