/**
 * Landscapes to scale: of mean 0 and spread 1 over the cube, so that a loss that sums over functions gives each its due.
 *
 *   u = warp(x)      z = (g(u) + sum_i weight_i term_i(u) - m_z) / s_z      f = (output(z) - m_f) / s_f
 *
 *   g   the waves, with their share of the landscape in their weights
 *   m_z, s_z, m_f, s_f and the spread of a term: over 16 scrambled Sobol points
 */
import { type Label, sobol, stream } from 'optbench';
import { type FusedEngine, fusedEngine, type Rows } from 'optbench/learn';
import { type Breadth, drawSketch, type Sketch, type Split, splitStream } from './draw.ts';
import type { Reading, Term, Writing } from './terms/term.ts';
import { bend } from './warp.ts';

/** f over z over the waves' value g at u: what is left to do once a point is warped and its waves are summed. */
export class Landscape {
  readonly sketch: Sketch;
  private readonly terms: readonly { readonly term: Term; readonly weight: number }[];
  private readonly z: Affine;
  private readonly f: Affine;

  /** Scaled by its values at u, row by row, with g the waves there. */
  constructor(sketch: Sketch, dim: number, u: Reading, g: Reading) {
    this.sketch = sketch;
    const at = Array.from({ length: g.length }, (_, p) => p * dim);
    this.terms = sketch.parts.map(({ term, weight, unit }) => ({
      term,
      weight: unit === 'value' ? weight : weight * affine(at.map((from) => term.value(u, from))).scale,
    }));
    const raw = at.map((from, p) => this.raw(u, from, g[p]!));
    this.z = affine(raw, 0.25);
    this.f = affine(
      raw.map((value) => sketch.output.value(apply(this.z, value))),
      0.4,
    );
  }

  value(u: Reading, at: number, g: number): number {
    return apply(this.f, this.sketch.output.value(apply(this.z, this.raw(u, at, g))));
  }

  /** Adds d times the slope in u to du, and returns d times the slope in g. */
  slope(u: Reading, at: number, g: number, d: number, du: Writing): number {
    const raw = this.raw(u, at, g);
    const dRaw = d * this.f.scale * this.sketch.output.slope(apply(this.z, raw)) * this.z.scale;
    for (const { term, weight } of this.terms) term.slope(u, at, dRaw * weight, du);
    return dRaw;
  }

  private raw(u: Reading, at: number, g: number): number {
    let sum = g;
    for (const { term, weight } of this.terms) sum += weight * term.value(u, at);
    return sum;
  }
}

/** v -> (v - mean) scale */
interface Affine {
  readonly mean: number;
  readonly scale: number;
}

/** To mean 0 and spread 1; values that hardly differ are not stretched without limit, or a hole among them would outweigh all. */
function affine(values: readonly number[], leastSpread = 1e-3): Affine {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, scale: 1 / Math.max(Math.sqrt(variance), leastSpread) };
}

const apply = ({ mean, scale }: Affine, value: number): number => (value - mean) * scale;

/** Landscapes of a batch's rows, with the waves of all of them. */
export interface Landscapes {
  readonly rows: readonly Landscape[];
  /** B x (d m), B x m, B x m: as `Tape.waves` takes them. */
  readonly omega: Float32Array;
  readonly phase: Float32Array;
  readonly weight: Float32Array;
}

const POINTS = 16;
let engine: FusedEngine | undefined;

/** Draws the rows of a batch; row b is a function of its address and of b. */
export function drawLandscapes(
  split: Split,
  address: readonly Label[],
  { from, to }: Rows,
  breadth: Breadth,
): Landscapes {
  const { dim, features: m } = breadth;
  const size = to - from;
  const omega = new Float32Array(size * dim * m);
  const phase = new Float32Array(size * m);
  const weight = new Float32Array(size * m);
  const sketches = Array.from({ length: size }, (_, b) =>
    drawSketch(splitStream(split, ...address, from + b), breadth, {
      omega: omega.subarray(b * dim * m, (b + 1) * dim * m),
      phase: phase.subarray(b * m, (b + 1) * m),
      weight: weight.subarray(b * m, (b + 1) * m),
    }),
  );
  const even = sobol(dim, { scramble: stream('broad', 'scale', dim) });
  const points = Array.from({ length: POINTS }, () => even.next());
  const slope = new Float64Array(POINTS * dim);
  const x = Float64Array.from(points.flatMap((point) => [...point]));
  const us = sketches.map(({ warp }) => {
    const u = new Float64Array(POINTS * dim);
    for (let p = 0; p < POINTS; p++) bend(warp, x, u, slope, p * dim);
    return u;
  });
  const g = sketches.map(() => new Float64Array(POINTS));
  engine ??= fusedEngine();
  engine.evaluate({}, (tape) => {
    const waves = {
      omega: tape.constant(omega, size, dim * m),
      phase: tape.constant(phase, size, m),
      weight: tape.constant(weight, size, m),
    };
    const here = new Float32Array(size * dim);
    for (let p = 0; p < POINTS; p++) {
      for (let b = 0; b < size; b++) here.set(us[b]!.subarray(p * dim, (p + 1) * dim), b * dim);
      tape.numbers(tape.waves(tape.constant(here, size, dim), waves)).forEach((value, b) => {
        g[b]![p] = value;
      });
    }
  });
  return { rows: sketches.map((sketch, b) => new Landscape(sketch, dim, us[b]!, g[b]!)), omega, phase, weight };
}
