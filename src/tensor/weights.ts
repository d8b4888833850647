/** Theta: what is learned, in plain numbers. */

/** A named tensor in plain numbers, row by row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Named tensors. */
export type Weights = Readonly<Record<string, Weight>>;

/** A weight as a matrix: lists are rows. */
export function matrixShape({ shape }: Weight, name: string): readonly [rows: number, cols: number] {
  if (shape.length === 1) return [1, shape[0]!];
  if (shape.length === 2) return [shape[0]!, shape[1]!];
  throw new Error(`weights: ${name} has shape [${shape}]; a tape knows lists and matrices`);
}
