/** What a step costs per parameter: seconds in ask and tell, and bytes that an optimizer holds on to. */
import type { Comparison } from '../comparison.ts';
import type { Scope } from '../scope.ts';
import { median } from '../statistics/quantile.ts';
import { blank, type Cell, type Column, duration, real, type Table, whole, word } from '../table.ts';

/** Bytes per parameter of an optimizer, where they were measured. */
export type Footprints = ReadonlyMap<string, number>;

/** One row per optimizer, on the problems with the most parameters that it ran on. */
export function stepTable({ id, suite, runs }: Scope, { optimizers }: Comparison, footprints: Footprints): Table {
  const withBytes = optimizers.some((optimizer) => footprints.has(optimizer));
  const rows = optimizers.map((optimizer): Cell[] => {
    const own = runs.filter(({ header }) => header.optimizer === optimizer);
    const dim = Math.max(...own.map(({ header }) => header.dim));
    const largest = own.filter(({ header }) => header.dim === dim);
    const step = median(largest.flatMap(({ trials }) => trials.map(({ seconds: { ask, tell } }) => ask + tell)));
    const bytes = footprints.get(optimizer);
    return [
      word(optimizer),
      whole(dim),
      duration(step),
      duration(step / dim),
      ...(withBytes ? [bytes === undefined ? blank() : real(bytes)] : []),
    ];
  });
  const column = (key: string, title: string, unit?: string): Column => ({
    key,
    title,
    align: 'right',
    ...(unit && { unit }),
  });
  return {
    id: `steps-${id}`,
    title: `Steps, ${suite ?? 'all suites'}: what one costs per parameter`,
    level: 'detail',
    columns: [
      { key: 'optimizer', title: 'optimizer', align: 'left' },
      column('parameters', 'parameters'),
      column('seconds', 'per step', 's'),
      column('seconds_per_parameter', 'per step and parameter', 's'),
      ...(withBytes ? [column('bytes_per_parameter', 'bytes per parameter', 'B')] : []),
    ],
    rows,
    notes: [
      'Median of ask + tell on the problems with the most parameters; with few parameters that is mostly the cost of a call.',
      ...(withBytes
        ? [
            'Bytes: what the optimizer holds on to between steps, points included, as measured on problems of two sizes.',
          ]
        : []),
    ],
  };
}
