/**
 * What the network is shown at a step. Numbers of a size near 1, in which a step of a tenth of the cube is plain to see.
 *
 *   paper       5 (x - 1/2) | y~                                                              d + 1
 *   incumbent   5 (x - x*) | 5 (x* - 1/2) | 5 (z_t - 1/2) | y~ | y*~ | t / 100                3 d + 3
 *
 * y~ is y, or y normalised by its running mean and spread (memory.ts); a rule for parallel workers also sees o, 1 with a
 * result and 0 without (Chen et al. 2017, equation 6); one for constraints the penalty too (constraints.ts).
 */
import { recurrenceAt, recurrenceSteps } from 'optbench';
import type { Node, Seen, Tape } from 'optbench/learn';
import { CONSTRAINT_SENSES, type Feasibility, penaltySenses } from './constraints.ts';
import type { Design } from './design.ts';
import { type Count, normalised } from './memory.ts';

/** Numbers that the network is shown at a step. */
export function senseWidth({ inputs, parallel, constraints }: Design, dim: number): number {
  const own = inputs === 'paper' ? dim + 1 : 3 * dim + 3;
  return own + (parallel ? 1 : 0) + (constraints ? CONSTRAINT_SENSES : 0);
}

/** What it is shown before any result is in: x_0 = 0 and y_0 = 0 (Chen et al.), or nothing. */
export function beforeAnything(design: Design, dim: number): Float64Array {
  const seen = new Float64Array(senseWidth(design, dim));
  return design.inputs === 'paper' ? seen.fill(-2.5, 0, dim) : seen;
}

/** How far a run has come. */
export interface Progress {
  /** Results told. */
  readonly told: number;
  /** Proposals made. */
  readonly asked: number;
  /** For a design with constraints. */
  readonly feasibility?: Feasibility;
}

/** What the network is shown of a result, [B, senseWidth]; of none, zeros but for what it may know without. */
export function senses(
  tape: Tape,
  design: Design,
  memory: Node,
  seen: Seen | undefined,
  { told, asked, feasibility }: Progress,
): Node {
  const { inputs, normalise, parallel } = design;
  const [size, dim] = [memory.rows, memory.cols - 3];
  if (told === 0) {
    const row = [...beforeAnything(design, dim)];
    return tape.constant(Array.from({ length: size }, () => row).flat(), size, row.length);
  }
  const both = inputs === 'incumbent';
  const values: Count = feasibility?.values ?? told;
  const parts: Node[] = [places(tape, design, memory, seen?.x, asked)];
  if (seen === undefined) parts.push(tape.constant(new Float32Array(size * (both ? 2 : 1)), size, both ? 2 : 1));
  else if (normalise === 'off') parts.push(seen.value);
  else parts.push(normalised(tape, memory, seen.value, { t: values, epsilon: epsilonOf(design), both }));
  const clock = [...(both ? [asked / 100] : []), ...(parallel ? [seen === undefined ? 0 : 1] : [])];
  if (clock.length > 0) {
    const rows = Array.from({ length: size }, () => clock).flat();
    parts.push(tape.constant(rows, size, clock.length));
  }
  if (feasibility) parts.push(penaltySenses(tape, feasibility, seen, { t: told, epsilon: epsilonOf(design) }));
  return tape.beside(...parts);
}

/** What is added to the variance: TV et al.'s 0.05, or next to nothing, so that f and a f + b are seen alike. */
export function epsilonOf({ normalise }: Design): number {
  return normalise === 'published' ? 0.05 : 1e-12;
}

/** The part of the senses that tells where: [B, d] or [B, 3 d]. */
function places(tape: Tape, { inputs }: Design, memory: Node, x: Node | undefined, asked: number): Node {
  const [size, width] = [memory.rows, memory.cols];
  const dim = width - 3;
  const steps = recurrenceSteps(dim);
  const cols = inputs === 'paper' ? dim : 3 * dim;
  return tape.loops({
    inputs: x === undefined ? [memory] : [memory, x],
    rows: size,
    cols,
    forward(out, memories, points) {
      for (let b = 0; b < size; b++) {
        for (let k = 0; k < dim; k++) {
          const best = memories![b * width + 3 + k]!;
          const to = b * cols + k;
          if (inputs === 'paper') {
            out[to] = 5 * ((points ? points[b * dim + k]! : 0) - 0.5);
            continue;
          }
          if (points) out[to] = 5 * (points[b * dim + k]! - best);
          out[to + dim] = 5 * (best - 0.5);
          out[to + 2 * dim] = 5 * (recurrenceAt(asked, steps[k]!) - 0.5);
        }
      }
    },
    backward(d, dMemory, dPoints) {
      for (let b = 0; b < size; b++) {
        for (let k = 0; k < dim; k++) {
          const to = b * cols + k;
          if (dPoints) dPoints[b * dim + k]! += 5 * d[to]!;
          if (!dMemory || inputs === 'paper') continue;
          dMemory[b * width + 3 + k]! += 5 * (d[to + dim]! - (x === undefined ? 0 : d[to]!));
        }
      }
    },
  });
}
