/**
 * Where to look next, from a, what the head reads off the network.
 *
 *   paper       x = sigmoid(a + v)                                                           a_1..a_d
 *   incumbent   g = sigmoid(a_0 + v_0),  c = g z_t + (1 - g) x*,  x = sigmoid(logit(c) + a + v)    a_0, a_1..a_d
 *
 * z_t is the anchor, the next point of a sequence that fills the cube (`recurrenceAt`). So a fresh network is something between
 * a quasi-random and a local search, and has to learn when to be which.
 */
import { recurrenceAt, recurrenceSteps } from 'optbench';
import { type Node, sigmoid, type Tape } from 'optbench/learn';

/** The nearest to a face of the cube that a step is taken to start from: logit(0) is infinite. */
export const MARGIN = 1e-3;

/** Proposals relative to the incumbent: a is [B, d + 1] with v added, memory as in memory.ts. */
export function aroundIncumbent(tape: Tape, memory: Node, a: Node, asked: number): Node {
  const [size, width, stride] = [a.rows, a.cols, memory.cols];
  const dim = width - 1;
  const steps = recurrenceSteps(dim);
  const gate = new Float64Array(size);
  const apart = new Float64Array(size * dim); // z_t - x*
  const slope = new Float64Array(size * dim); // d logit(c) / d c
  let kept: ArrayLike<number>;
  return tape.loops({
    inputs: [memory, a],
    rows: size,
    cols: dim,
    forward(out, memories, as) {
      for (let b = 0; b < size; b++) {
        const g = sigmoid(as![b * width]!);
        gate[b] = g;
        for (let k = 0; k < dim; k++) {
          const at = b * dim + k;
          const best = memories![b * stride + 3 + k]!;
          apart[at] = recurrenceAt(asked, steps[k]!) - best;
          const centre = best + g * apart[at]!;
          const inside = Math.min(1 - MARGIN, Math.max(MARGIN, centre));
          out[at] = sigmoid(Math.log(inside / (1 - inside)) + as![b * width + 1 + k]!);
          slope[at] = inside === centre ? 1 / (inside * (1 - inside)) : 0;
        }
      }
      kept = out;
    },
    backward(d, dMemory, dA) {
      for (let b = 0; b < size; b++) {
        const g = gate[b]!;
        for (let k = 0; k < dim; k++) {
          const at = b * dim + k;
          const da = d[at]! * kept[at]! * (1 - kept[at]!);
          const dCentre = da * slope[at]!;
          if (dA) {
            dA[b * width + 1 + k]! += da;
            dA[b * width]! += dCentre * apart[at]! * g * (1 - g);
          }
          if (dMemory) dMemory[b * stride + 3 + k]! += dCentre * (1 - g);
        }
      }
    },
  });
}
