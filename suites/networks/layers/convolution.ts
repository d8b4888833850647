/**
 * A convolution that keeps the size of the image: patches of size x size, zeros beyond the edges, stride 1. Every image is laid
 * out as a matrix of patches, which makes it a product; patches are laid out again on the way back rather than kept.
 *
 *   x  rows x height x width x channels       W  size x size x channels x filters       b  filters
 *   P  height width x size size channels, the patches of one image
 */
import type { Vector } from 'optbench';
import type { ImageShape } from '../data.ts';
import { matrix, product, transposed } from '../product.ts';
import { grown, type Layer } from './layer.ts';

/** A convolution over images of some shape; its outputs are images of the same height and width. */
export function convolution({ height, width, channels }: ImageShape, filters: number, size = 3): Layer {
  const pixels = height * width;
  const patch = size * size * channels;
  const inputs = pixels * channels;
  const outputs = pixels * filters;
  const weights = patch * filters;
  const half = (size - 1) / 2;
  const P = new Float64Array(pixels * patch);
  const dP = new Float64Array(pixels * patch);
  let x: Vector = new Float64Array();
  let y: Vector = new Float64Array();
  let dx: Vector = new Float64Array();

  /** Calls back with every run of channels that a patch shares with the image: where it is in the patches, and in the image. */
  const runs = (each: (inPatch: number, inImage: number) => void): void => {
    for (let r = 0; r < height; r++) {
      for (let c = 0; c < width; c++) {
        for (let u = 0; u < size; u++) {
          const row = r + u - half;
          if (row < 0 || row >= height) continue;
          for (let v = 0; v < size; v++) {
            const column = c + v - half;
            if (column < 0 || column >= width) continue;
            each((r * width + c) * patch + (u * size + v) * channels, (row * width + column) * channels);
          }
        }
      }
    }
  };
  // Runs are the same for every image: they are found once. What lies beyond the edges stays 0.
  const places: number[] = [];
  runs((inPatch, inImage) => places.push(inPatch, inImage));
  const where = Int32Array.from(places);
  const layOut = (image: number): void => {
    for (let k = 0; k < where.length; k += 2) {
      const [to, from] = [where[k]!, image * inputs + where[k + 1]!];
      for (let j = 0; j < channels; j++) P[to + j] = x[from + j]!;
    }
  };

  return {
    kind: 'conv',
    inputs,
    outputs,
    tensors: [
      {
        name: 'weight',
        shape: [size, size, channels, filters],
        bias: false,
        fanIn: patch,
        fanOut: size * size * filters,
      },
      { name: 'bias', shape: [filters], bias: true, fanIn: patch, fanOut: size * size * filters },
    ],
    forward(given, rows, theta) {
      x = given;
      y = grown(y, rows * outputs);
      for (let k = 0; k < rows * outputs; k += filters)
        for (let j = 0; j < filters; j++) y[k + j] = theta[weights + j]!;
      for (let image = 0; image < rows; image++) {
        layOut(image);
        const Y = matrix(y, filters, image * outputs);
        product([pixels, patch, filters], matrix(P, patch), matrix(theta, filters), Y, true);
      }
      return y;
    },
    backward(dy, rows, theta, gradient, wanted) {
      gradient.fill(0);
      for (let k = 0; k < rows * outputs; k += filters) {
        for (let j = 0; j < filters; j++) gradient[weights + j]! += dy[k + j]!;
      }
      if (wanted) {
        dx = grown(dx, rows * inputs);
        dx.fill(0, 0, rows * inputs);
      }
      for (let image = 0; image < rows; image++) {
        layOut(image);
        const dY = matrix(dy, filters, image * outputs);
        product([patch, pixels, filters], transposed(matrix(P, patch)), dY, matrix(gradient, filters), true);
        if (!wanted) continue;
        product([pixels, filters, patch], dY, transposed(matrix(theta, filters)), matrix(dP, patch));
        for (let k = 0; k < where.length; k += 2) {
          const [from, to] = [where[k]!, image * inputs + where[k + 1]!];
          for (let j = 0; j < channels; j++) dx[to + j]! += dP[from + j]!;
        }
      }
      return wanted ? dx : undefined;
    },
  };
}
