/**
 * What a learner is: something that is fitted to one sample and predicts another, under hyper-parameters from a space. A
 * learner keeps nothing between fits, so an evaluation never depends on the ones before it.
 *
 *   x  rows x columns, row-major, every column standardised by the training rows
 *   y  rows            the class's index (classification) or the standardised target (regression)
 */
import type { NamedPoint, Rng, Space } from 'optbench';
import type { Metric } from './loss.ts';

/** A dense matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Rows with their answers. */
export interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
}

/** What is to be learned. */
export type Task =
  | { readonly kind: 'classification'; readonly classes: number }
  | { readonly kind: 'regression'; readonly classes: 0 };

/**
 * Fits `train` under `point` and predicts the rows of `query`: a class index a row, or `classes` probabilities a row, or a
 * target a row. `rng` is the same stream in every evaluation of a problem (common random numbers).
 */
export type Fit = (point: NamedPoint, train: Sample, query: Matrix, rng: Rng) => Float64Array;

/** A learning method with the space of its hyper-parameters. */
export interface Learner {
  readonly name: string;
  /** The method and the library, in one sentence. */
  readonly about: string;
  /** Paper or program. */
  readonly source: string;
  /** How its predictions are judged; undefined where it does not take on such tasks. */
  metric(kind: Task['kind']): Metric | undefined;
  space(task: Task): Space<NamedPoint>;
  /** Loads what fitting needs, once. */
  open(task: Task): Fit | Promise<Fit>;
}
