/** The reproduction's tables, each as data. */

import { quantile } from '../report/statistics/quantile.ts';
import { blank, type Column, readable, type Table, type Cell as TableCell, whole, word } from '../report/table.ts';
import type { Reproduction } from '../reproduction.ts';
import type { Cell } from './cell.ts';
import { type Averager, differences, finished, type Mean } from './mean.ts';
import { bestPublished, type PanelCells, publishedAt, type SummaryRow } from './summary.ts';

/** Decimals that a panel's numbers need: the standardised Branin function ends within 0.01 of its optimum. */
export type Decimals = (panel: string) => number;

/** One panel: ours, then the paper's, at the steps. */
export function panelTable(
  { steps }: Reproduction,
  { panel, cells }: PanelCells,
  rows: readonly SummaryRow[],
  decimals: number,
): Table {
  const ours = cells.map(({ header: { optimizer } }): TableCell[] => {
    const own = rows.filter((row) => row.problem === panel.id && row.optimizer === optimizer);
    return [word(optimizer), whole(own[0]?.runs ?? 0), ...own.map((row) => meanCell(row.mean, row.ci95, decimals))];
  });
  const theirs = panel.published.map((curve): TableCell[] => [
    word(`paper: ${curve.method}`),
    blank(''),
    ...steps.map((step) => {
      const mean = publishedAt(curve, step);
      const half = curve.half?.[String(step)];
      return mean === undefined
        ? blank()
        : meanCell(mean, half === undefined ? null : [mean - half, mean + half], decimals);
    }),
  ]);
  return {
    id: panel.id,
    title: `${panel.title}: mean of the best value`,
    level: 'detail',
    columns: [...columns('optimizer', ['runs']), ...steps.map((step) => column(`@${step}`))],
    rows: [...ours, ...theirs],
    notes: [],
  };
}

/** What the paper reached, and whether ours does. */
export function targetTable({ targets, panels }: Reproduction, rows: readonly SummaryRow[], decimals: Decimals): Table {
  const body = targets.map((target): TableCell[] => {
    const reached = best(rows.filter((row) => row.learned && row.problem === target.panel && row.step === target.step));
    const places = decimals(target.panel);
    const head = [
      word(
        `${panels.find(({ id }) => id === target.panel)?.title ?? target.panel}${target.kind === 'floor' ? ' (floor)' : ''}`,
      ),
      word(`@${target.step}`),
    ];
    if (reached === undefined) return [...head, number(target.mean, places), blank(), blank(), word('no model')];
    const low = target.kind === 'floor' ? reached.mean : (reached.ci95?.[0] ?? reached.mean);
    return [
      ...head,
      number(target.mean, places),
      meanCell(reached.mean, reached.ci95, places),
      word(reached.optimizer),
      word(low <= target.mean ? 'holds' : `misses by ${(low - target.mean).toFixed(places)}`),
    ];
  });
  return {
    id: 'targets',
    title: "The paper's best learned curves, and our best learned optimizer",
    level: 'summary',
    columns: [...columns('problem', ['step', 'paper', 'ours', 'optimizer', 'verdict'])],
    rows: body,
    notes: ['Holds: the lower end of the 95 % interval is at or below the published mean; of a floor, the mean is.'],
  };
}

/** Every learned optimizer of ours less the paper's best learned curve at one step. */
export function aheadTable(
  { learnedMethods }: Reproduction,
  panels: readonly PanelCells[],
  rows: readonly SummaryRow[],
  step: number,
  decimals: Decimals,
): Table {
  const learned = [...new Set(rows.filter((row) => row.learned).map(({ optimizer }) => optimizer))];
  const body = learned.map((optimizer): TableCell[] => {
    const cells = panels.map(({ panel }): TableCell => {
      const row = rows.find((r) => r.problem === panel.id && r.optimizer === optimizer && r.step === step);
      const published = bestPublished(panel, learnedMethods, step);
      if (row === undefined || published === undefined) return blank();
      const gap = row.mean - published.mean;
      return { ...signed(gap, decimals(panel.id)), best: gap < 0 };
    });
    const present = cells.filter(({ value }) => value !== null);
    return [word(optimizer), word(`${present.filter(({ best }) => best).length} of ${present.length}`), ...cells];
  });
  return {
    id: `ahead-${step}`,
    title: `Ahead of the paper's best learned curve @${step}: ours less theirs`,
    level: 'summary',
    columns: [...columns('optimizer', ['ahead']), ...panels.map(({ panel }) => column(panel.id))],
    rows: body,
    notes: ['Bold, below 0: ours is ahead.'],
  };
}

/** The learned ones less the oracle, on the same functions. */
export function gapTable(panels: readonly PanelCells[], steps: readonly number[], average: Averager): Table {
  const body = panels.flatMap(({ panel, cells }) => {
    const standard = cells.find(({ header }) => header.optimizer === panel.oracles?.[0]?.optimizer);
    if (standard === undefined) return [];
    return cells
      .filter(({ header }) => header.learned)
      .map((cell): TableCell[] => {
        const gaps = steps.map((step): Mean => average.of(differences(cell, standard, step)));
        return [
          word(panel.id),
          word(cell.header.optimizer),
          word(standard.header.optimizer),
          whole(gaps[0]!.runs),
          ...gaps.map(({ mean, ci95 }) => ({
            ...meanCell(mean, ci95 ?? null, 3, true),
            best: (ci95?.[1] ?? mean) < 0,
          })),
        ];
      });
  });
  return {
    id: 'gap',
    title: 'Learned less oracle, function by function',
    level: 'detail',
    columns: [...columns('problem', ['optimizer', 'against', 'functions']), ...steps.map((step) => column(`@${step}`))],
    rows: body,
    notes: ['Bold: below 0 with its whole 95 % interval, so the learned optimizer is ahead of the oracle.'],
  };
}

/** What proposing costs: the 10th percentile over runs, for what else a machine does only adds to it. */
export function secondsTable(panels: readonly PanelCells[]): Table {
  const optimizers = [...new Set(panels.flatMap(({ cells }) => cells.map(({ header }) => header.optimizer)))];
  const seconds = (cell: Cell | undefined): TableCell => {
    const sample = cell === undefined ? [] : finished(cell).map((run) => run.seconds);
    if (sample.length === 0) return blank();
    const least = quantile(sample, 0.1);
    return { value: least, text: readable(least) };
  };
  const methods = [...new Set(panels.flatMap(({ panel }) => Object.keys(panel.publishedSeconds ?? {})))];
  return {
    id: 'seconds',
    title: 'Optimizer seconds per 100 queries',
    level: 'detail',
    columns: [...columns('optimizer', []), ...panels.map(({ panel }) => column(panel.id))],
    rows: [
      ...optimizers.map((optimizer) => [
        word(optimizer),
        ...panels.map(({ cells }) => seconds(cells.find(({ header }) => header.optimizer === optimizer))),
      ]),
      ...methods.map((method) => [
        word(`paper: ${method}`),
        ...panels.map(({ panel }) => {
          const value = panel.publishedSeconds?.[method];
          return value === undefined ? blank() : { value, text: readable(value) };
        }),
      ]),
    ],
    notes: [
      'Wall-clock time spent in ask and tell: the 10th percentile over runs, since whatever else the machine does only adds to it.',
    ],
  };
}

/** The row with the lowest mean. */
export function best(rows: readonly SummaryRow[]): SummaryRow | undefined {
  return [...rows].sort((a, b) => a.mean - b.mean)[0];
}

/** A column whose key is its title. */
export function column(title: string): Column {
  return { key: title, title, align: 'right' };
}

function columns(first: string, rest: readonly string[]): Column[] {
  return [{ key: first, title: first, align: 'left' }, ...rest.map(column)];
}

function number(value: number, decimals: number): TableCell {
  return { value, text: text(value, decimals) };
}

/** `−2.678 ± 0.023` */
export function meanCell(
  mean: number,
  ci95: readonly [number, number] | null,
  decimals: number,
  sign = false,
): TableCell {
  const shown = sign ? signed(mean, decimals).text : text(mean, decimals);
  if (ci95 === null) return { value: mean, text: shown };
  return { value: mean, text: `${shown} ± ${((ci95[1] - ci95[0]) / 2).toFixed(decimals)}`, parts: [...ci95] };
}

function signed(value: number, decimals: number): TableCell {
  return { value, text: value > 0 ? `+${text(value, decimals)}` : text(value, decimals) };
}

function text(value: number, decimals: number): string {
  return value.toFixed(decimals).replace('-', '−');
}
