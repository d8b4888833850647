/** Layers one after another, as a layer. Its tensors are named by kind and place: 'dense1.weight', 'dense2.bias'. */
import { sizeOf, type Vector } from 'optbench';
import type { Layer, Tensor } from './layer.ts';

/** Layers one after another. */
export function chain(layers: readonly Layer[]): Layer {
  const sizes = layers.map(({ tensors }) => tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0));
  const starts = sizes.map((_, l) => sizes.slice(0, l).reduce((sum, size) => sum + size, 0));
  const part = (vector: Vector, l: number): Vector => vector.subarray(starts[l]!, starts[l]! + sizes[l]!);
  // Slopes stop at the first layer that has parameters, unless they are wanted further back.
  const first = sizes.findIndex((size) => size > 0);
  return {
    kind: 'chain',
    inputs: layers[0]!.inputs,
    outputs: layers.at(-1)!.outputs,
    tensors: named(layers),
    forward(x, rows, theta) {
      let y = x;
      for (let l = 0; l < layers.length; l++) y = layers[l]!.forward(y, rows, part(theta, l));
      return y;
    },
    backward(dy, rows, theta, gradient, wanted) {
      let slope = dy;
      for (let l = layers.length - 1; l >= (wanted ? 0 : first); l--) {
        const dx = layers[l]!.backward(slope, rows, part(theta, l), part(gradient, l), wanted || l > first);
        if (dx !== undefined) slope = dx;
      }
      return wanted ? slope : undefined;
    },
  };
}

function named(layers: readonly Layer[]): readonly Tensor[] {
  const seen = new Map<string, number>();
  return layers.flatMap(({ kind, tensors }) => {
    if (tensors.length === 0) return [];
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    return tensors.map((tensor) => ({ ...tensor, name: `${kind}${count}.${tensor.name}` }));
  });
}
