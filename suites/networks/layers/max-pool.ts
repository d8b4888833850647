/** The greatest of every 2 x 2 pixels, channel by channel; an odd last row or column is left out. */
import type { Vector } from 'optbench';
import type { ImageShape } from '../data.ts';
import { grown, type Layer } from './layer.ts';

/** The shape of an image after pooling. */
export function pooled({ height, width, channels }: ImageShape): ImageShape {
  return { height: height >> 1, width: width >> 1, channels };
}

/** Max-pooling over images of some shape. */
export function maxPool(shape: ImageShape): Layer {
  const { width, channels } = shape;
  const small = pooled(shape);
  const inputs = shape.height * width * channels;
  const outputs = small.height * small.width * channels;
  let y: Vector = new Float64Array();
  let dx: Vector = new Float64Array();
  /** Where each output was found. */
  let from = new Int32Array();
  return {
    kind: 'pool',
    inputs,
    outputs,
    tensors: [],
    forward(x, rows) {
      y = grown(y, rows * outputs);
      if (from.length < rows * outputs) from = new Int32Array(rows * outputs);
      let to = 0;
      for (let image = 0; image < rows; image++) {
        for (let r = 0; r < small.height; r++) {
          for (let c = 0; c < small.width; c++) {
            const corner = image * inputs + (2 * r * width + 2 * c) * channels;
            for (let j = 0; j < channels; j++, to++) {
              let best = corner + j;
              for (let k = 1; k < 4; k++) {
                const next = corner + j + ((k >> 1) * width + (k & 1)) * channels;
                if (!(x[next]! <= x[best]!)) best = next;
              }
              y[to] = x[best]!;
              from[to] = best;
            }
          }
        }
      }
      return y;
    },
    backward(dy, rows) {
      dx = grown(dx, rows * inputs);
      dx.fill(0, 0, rows * inputs);
      for (let k = 0; k < rows * outputs; k++) dx[from[k]!]! += dy[k]!;
      return dx;
    },
  };
}
