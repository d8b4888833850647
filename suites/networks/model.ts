/** A network with its loss: parameters and a batch in, a number and its gradient out. */
import { type Block, sizeOf, type Vector } from 'optbench';
import { grown, type Layer, type Tensor } from './layers/layer.ts';
import type { Batch, Loss } from './losses/loss.ts';

/** A differentiable model. It has buffers: one evaluation at a time. */
export interface Model {
  readonly tensors: readonly Tensor[];
  /** Standard normal numbers that it draws for every row, if any. */
  readonly noise?: number;
  /** The mean loss over the batch; where `gradient` is given, dL/dtheta is written there. */
  evaluate(theta: Vector, batch: Batch, gradient?: Vector): number;
  /** How many rows of the batch are put in the right class, where there are classes. */
  hits?(theta: Vector, batch: Batch): number;
}

/** A network, a loss of its outputs, and which of them are right. */
export function network(layers: Layer, loss: Loss, hits?: (y: Vector, batch: Batch) => number): Model {
  let dy: Vector = new Float64Array();
  return {
    tensors: layers.tensors,
    evaluate(theta, batch, gradient) {
      const y = layers.forward(batch.x, batch.rows, theta);
      if (gradient === undefined) return loss(y, batch);
      dy = grown(dy, batch.rows * layers.outputs);
      const value = loss(y, batch, dy);
      layers.backward(dy, batch.rows, theta, gradient, false);
      return value;
    },
    ...(hits && { hits: (theta: Vector, batch: Batch) => hits(layers.forward(batch.x, batch.rows, theta), batch) }),
  };
}

/** The parameters as blocks, in order. */
export function blocksOf({ tensors }: Pick<Model, 'tensors'>): readonly Block[] {
  return tensors.map(({ name, shape }) => ({ name, shape }));
}

/** How many parameters there are. */
export function dimOf({ tensors }: Pick<Model, 'tensors'>): number {
  return tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0);
}
