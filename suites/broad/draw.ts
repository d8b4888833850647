/**
 * What a landscape of this suite is drawn from. Two in five are waves alone, a Gaussian process's; the others have one of
 * five shapes, mostly with waves on top; and on either there may be more: a tilt, wells, ripples, cliffs. Coordinates may
 * have no influence. All of it is general shapes with random numbers in them: no test function of any suite is among them, and
 * none was looked at to choose them.
 */
import { type Rng, stream } from 'optbench';
import { drawWaves, type Numbers } from 'optbench/learn';
import { drawOutput, type Output } from './output.ts';
import { bowl } from './terms/bowl.ts';
import { cliffs } from './terms/cliffs.ts';
import { creases } from './terms/creases.ts';
import { funnels } from './terms/funnels.ts';
import { linear } from './terms/linear.ts';
import { ripples } from './terms/ripples.ts';
import type { Term } from './terms/term.ts';
import { valley } from './terms/valley.ts';
import { wells } from './terms/wells.ts';
import { drawWarp, type Warp } from './warp.ts';

/** Which functions may be trained on: the splits draw from streams of different names, so they never meet. */
export type Split = 'train' | 'validation' | 'test';

/** The stream of a split. */
export function splitStream(split: Split, ...path: readonly (string | number)[]): Rng {
  return stream('broad', split, ...path);
}

/** What can be chosen about the distribution. */
export interface Breadth {
  readonly dim: number;
  /** The range of a landscape's longest length-scale, in units of the cube; uniform on a log scale. */
  readonly lengthScale: readonly [number, number];
  /** Waves per landscape; a multiple of sixteen. */
  readonly features: number;
  /** Whether there are jumps, steps, terraces, ceilings and noise. */
  readonly rough: boolean;
}

/** A landscape's waves, [d m], [m], [m]; all zeros where it has none. */
export interface WaveRow {
  readonly omega: Numbers;
  readonly phase: Numbers;
  readonly weight: Numbers;
}

/** A term with its weight: in units of its own spread over the cube, or in those of the values. */
export interface Part {
  readonly term: Term;
  readonly weight: number;
  readonly unit: 'spread' | 'value';
}

/** A landscape as drawn, not yet to scale. */
export interface Sketch {
  readonly warp: Warp;
  readonly parts: readonly Part[];
  readonly output: Output;
  /** Standard deviation of the noise on what is observed, in units of the values' spread. */
  readonly noise: number;
}

const shapes = [bowl, bowl, valley, creases, funnels, linear] as const;
const kernels = ['rbf', 'matern52', 'matern32'] as const;

/** Draws a landscape; its waves are written to `room`. */
export function drawSketch(rng: Rng, breadth: Breadth, room: WaveRow): Sketch {
  const { dim, rough } = breadth;
  const relevant = drawRelevance(rng, dim);
  const parts: Part[] = [];
  const add = (term: Term, weight: number, unit: Part['unit'] = 'spread'): void => {
    parts.push({ term, weight, unit });
  };
  const wavy = rng.next() < 0.4;
  if (!wavy) add(shapes[rng.integer(shapes.length)]!(rng, relevant), 1);
  if (wavy) layWaves(rng, breadth, relevant, 1, room);
  else if (rng.next() < 0.6) layWaves(rng, breadth, relevant, 10 ** (-1.5 * rng.next()), room);
  if (rng.next() < 0.15) add(linear(rng, relevant), 0.3 + 0.7 * rng.next());
  if (rng.next() < 0.15) add(wells(rng, relevant), 1, 'value');
  if (rng.next() < 0.2) add(ripples(rng, relevant), 10 ** (-1.3 * rng.next()));
  if (rough && rng.next() < 0.12) add(cliffs(rng, relevant), 1, 'value');
  const noisy = rng.next() < 0.2;
  const noise = 10 ** (-2 + 1.5 * rng.next());
  return {
    warp: drawWarp(rng, dim, rough),
    parts,
    output: drawOutput(rng, rough),
    noise: noisy && rough ? noise : 0,
  };
}

/** Three in four landscapes depend on every coordinate; in the others each is without influence with probability 0.4, but one. */
function drawRelevance(rng: Rng, dim: number): readonly boolean[] {
  if (rng.next() < 0.75) return new Array<boolean>(dim).fill(true);
  const kept = rng.integer(dim);
  return Array.from({ length: dim }, (_, k) => rng.next() >= 0.4 || k === kept);
}

/** Waves of one kernel, or two of them, the second rougher and weaker; with a length-scale for each coordinate, or one for all. */
function layWaves(
  rng: Rng,
  { lengthScale: [low, high], features: m }: Breadth,
  relevant: readonly boolean[],
  share: number,
  room: WaveRow,
): void {
  const longest = low * (high / low) ** rng.next();
  const spread = rng.next() < 0.5 ? 0 : 0.6 * rng.next();
  const factors = relevant.map((is) => (is ? Math.exp(spread * rng.normal()) : NEVER));
  const lay = (from: number, count: number, lengthScale: number, size: number): void => {
    const kernel = kernels[rng.integer(kernels.length)]!;
    const lengthScales = factors.map((factor) => lengthScale * factor);
    const drawn = {
      omega: new Float32Array(relevant.length * count),
      phase: room.phase.subarray(from, from + count),
      weight: room.weight.subarray(from, from + count),
    };
    drawWaves(rng, { kernel, lengthScales, count }, drawn);
    for (let k = 0; k < relevant.length; k++) {
      room.omega.set(drawn.omega.subarray(k * count, (k + 1) * count), k * m + from);
    }
    for (let j = 0; j < count; j++) drawn.weight[j]! *= size;
  };
  if (rng.next() < 0.6) {
    lay(0, m, longest, share);
    return;
  }
  const second = 0.05 + 0.45 * rng.next(); // of the variance
  lay(0, m / 2, longest, share * Math.sqrt(1 - second));
  lay(m / 2, m / 2, longest * 10 ** (-0.2 - 0.6 * rng.next()), share * Math.sqrt(second));
}

/** The length-scale of a coordinate without influence. */
const NEVER = 1e6;
