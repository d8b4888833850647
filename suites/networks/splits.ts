/**
 * Who sees which rows. A collection is cut in two halves by a seeded shuffle: one is for the suite (the test split), of the
 * other two thirds are for training and one third for validation of learned optimizers. A quarter of every part is held out
 * for the score. So nothing that a learned optimizer was trained on is met again in the suite.
 *
 * Where a collection has a test part of its own, that is what the suite holds out, and the halves are those of its training
 * part: as in the PyTorch reproduction of Andrychowicz et al. (2016), where one half of MNIST's training images is for
 * meta-training and the other for evaluation. Wine is so small, and another data set so useful, that all of it is for the suite.
 */
import { shuffled, stream } from 'optbench';
import type { DataSet, Table } from './data.ts';

/** For the suite; for training and for validation of learned optimizers. */
export type Split = 'test' | 'train' | 'validation';

/** Rows of a table that problems of one split are made of. */
export interface Part {
  readonly fit: Int32Array;
  readonly heldOut: Int32Array;
}

/** Data sets that are for the suite alone. */
export const onlyForTest: readonly string[] = ['wine'];

/** The rows of a split. */
export function partOf({ name }: Pick<DataSet, 'name'>, { rows, testFrom }: Table, split: Split): Part {
  const own = testFrom ?? rows;
  const order = shuffled([...new Array(own).keys()], stream('networks', name, 'rows'));
  const all = onlyForTest.includes(name);
  if (all && split !== 'test') throw new Error(`networks: '${name}' is for the suite alone, it has no ${split} split`);
  const half = all ? own : Math.floor(own / 2);
  const third = half + Math.floor((2 * (own - half)) / 3);
  const [from, to] = { test: [0, half], train: [half, third], validation: [third, own] }[split] as [number, number];
  const part = order.slice(from, to);
  if (split === 'test' && testFrom !== undefined) {
    return {
      fit: Int32Array.from(part),
      heldOut: Int32Array.from({ length: rows - testFrom }, (_, i) => testFrom + i),
    };
  }
  const fitting = Math.floor((3 * part.length) / 4);
  return { fit: Int32Array.from(part.slice(0, fitting)), heldOut: Int32Array.from(part.slice(fitting)) };
}
