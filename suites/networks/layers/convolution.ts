/**
 * A convolution that keeps the size of the image: patches of size x size, zeros beyond the edges, stride 1. Images are laid
 * out as a matrix of patches, some at a time, which makes it a product; patches are laid out again on the way back rather than
 * kept.
 *
 *   x  rows x height x width x channels       W  size x size x channels x filters       b  filters
 *   P  images x height width x size size channels, the patches of some images
 */
import type { Vector } from 'optbench';
import type { ImageShape } from '../data.ts';
import { matrix, product, transposed } from '../product/product.ts';
import { grown, type Layer } from './layer.ts';

/** Numbers in the patches that are laid out at a time. */
const room = 1 << 16;

/** A convolution over images of some shape; its outputs are images of the same height and width. */
export function convolution({ height, width, channels }: ImageShape, filters: number, size = 3): Layer {
  const pixels = height * width;
  const patch = size * size * channels;
  const inputs = pixels * channels;
  const outputs = pixels * filters;
  const weights = patch * filters;
  const together = Math.max(1, Math.floor(room / (pixels * patch)));
  let P: Vector = new Float64Array();
  let dP: Vector = new Float64Array();
  let x: Vector = new Float64Array();
  let y: Vector = new Float64Array();
  let dx: Vector = new Float64Array();

  // Runs of channels that a patch shares with the image: where each is in the patches, and where in the image. What lies
  // beyond the edges stays 0.
  const where = Int32Array.from(sharedRuns({ height, width, channels }, size));
  /** Lays out images first, first + 1, ..., and says how many. */
  const layOut = (first: number, rows: number): number => {
    const images = Math.min(together, rows - first);
    P = grown(P, Math.min(together, rows) * pixels * patch);
    for (let image = 0; image < images; image++) {
      const [patches, pixelsOf] = [image * pixels * patch, (first + image) * inputs];
      for (let k = 0; k < where.length; k += 2) {
        const [to, from] = [patches + where[k]!, pixelsOf + where[k + 1]!];
        for (let j = 0; j < channels; j++) P[to + j] = x[from + j]!;
      }
    }
    return images;
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
      for (let first = 0; first < rows; first += together) {
        const lines = layOut(first, rows) * pixels;
        const Y = matrix(y, filters, first * outputs);
        product([lines, patch, filters], matrix(P, patch), matrix(theta, filters), Y, true);
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
      for (let first = 0; first < rows; first += together) {
        const images = layOut(first, rows);
        const dY = matrix(dy, filters, first * outputs);
        product([patch, images * pixels, filters], transposed(matrix(P, patch)), dY, matrix(gradient, filters), true);
        if (!wanted) continue;
        dP = grown(dP, P.length);
        product([images * pixels, filters, patch], dY, transposed(matrix(theta, filters)), matrix(dP, patch));
        for (let image = 0; image < images; image++) {
          const [patches, pixelsOf] = [image * pixels * patch, (first + image) * inputs];
          for (let k = 0; k < where.length; k += 2) {
            const [from, to] = [patches + where[k]!, pixelsOf + where[k + 1]!];
            for (let j = 0; j < channels; j++) dx[to + j]! += dP[from + j]!;
          }
        }
      }
      return wanted ? dx : undefined;
    },
  };
}

/** For every pixel and every place in its patch that is inside the image: where its channels begin, there and here. */
function* sharedRuns({ height, width, channels }: ImageShape, size: number): Iterable<number> {
  const half = (size - 1) / 2;
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let place = 0; place < size * size; place++) {
      const row = Math.floor(pixel / width) + Math.floor(place / size) - half;
      const column = (pixel % width) + (place % size) - half;
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      yield (pixel * size * size + place) * channels;
      yield (row * width + column) * channels;
    }
  }
}
