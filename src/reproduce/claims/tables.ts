/** The tables of a paper's claims: verdicts first, then each experiment's field beside the published numbers. */
import { quantile } from '../../report/statistics/quantile.ts';
import {
  blank,
  type Column,
  readable,
  significant,
  type Table,
  type Cell as TableCell,
  whole,
  word,
} from '../../report/table.ts';
import type { Experiment, Loss } from '../../reproduction/claims.ts';
import { type Averager, finished, type Mean } from '../mean.ts';
import type { ExperimentCells, RoleCell } from './field.ts';
import { divergedRuns, lossesOf, lossName } from './measured.ts';
import type { Verdict } from './verdicts.ts';

/** One row a claim. */
export function claimTable(rows: readonly Verdict[]): Table {
  return {
    id: 'claims',
    title: 'What the paper claims, what was measured, and whether it holds',
    level: 'summary',
    columns: [
      ...['claim', 'measure', 'paper', 'measured', 'runs', 'holds if', 'holds'].map(
        (title, i): Column => ({ key: title, title, align: i > 2 && i < 5 ? 'right' : 'left' }),
      ),
    ],
    rows: rows.map(
      ({ claim, experiment, metric, paper, condition, measured, ci95, runs, holds, note }): TableCell[] => [
        word(claim),
        word(`${metric}, ${experiment}${note === undefined || holds === null ? '' : ` (${note})`}`),
        typeof paper === 'number' ? number(paper) : word(paper),
        measured === null ? blank() : withHalf(Number(measured), ci95),
        whole(runs),
        word(condition),
        holds === null ? word(note ?? 'not measured') : { ...word(holds ? 'yes' : 'no'), best: holds },
      ],
    ),
    notes: [
      'At most and at least compare with a published number: the claim holds unless the whole 95 % interval is on the wrong side. ' +
        'Below and above compare numbers of ours: the whole interval has to be on the right side.',
    ],
  };
}

/** One row for each of the field, then the published numbers. */
export function experimentTable(found: ExperimentCells, average: Averager): Table {
  const { experiment, roles } = found;
  const columns = lossesShown(experiment, roles);
  const ours = roles
    .filter(({ cell }) => cell !== undefined)
    .map((role): TableCell[] => {
      const diverged = divergedRuns(found, role);
      const share = diverged.filter(Boolean).length / diverged.length;
      return [
        word(role.role),
        word(role.rate === undefined ? role.optimizer : `${role.optimizer} (${role.rate})`),
        whole(role.cell!.runs.length),
        ...columns.map((of) => meanCell(average.of(lossesOf(role, of).map(([, loss]) => loss)))),
        { value: share, text: share === 0 ? '0' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` },
        secondsCell(role, experiment),
      ];
    });
  return {
    id: experiment.id,
    title: `${experiment.title}: means over runs`,
    level: 'detail',
    columns: [
      { key: 'method', title: 'method', align: 'left' },
      { key: 'optimizer', title: 'optimizer', align: 'left' },
      ...['runs', ...columns.map(lossName), 'diverged', 'time per step'].map(
        (title): Column => ({ key: title, title, align: 'right' }),
      ),
    ],
    rows: [...marked(ours), ...published(experiment, columns)],
    notes: [],
  };
}

/** The losses that a table has columns for: held-out scores where runs have them, and whatever numbers were published. */
function lossesShown(
  { at = [], publishedNumbers = [], published = [] }: Experiment,
  roles: readonly RoleCell[],
): Loss[] {
  const scored = roles.some(({ cell }) => cell?.runs.some(({ losses }) => losses?.score !== undefined));
  const asked = [...at, ...published.flatMap(({ steps }) => (steps.length <= 5 ? steps.map((step) => step + 1) : []))];
  const numbers = publishedNumbers.flatMap(({ of }) => (typeof of === 'string' ? [] : [of.after]));
  return [
    'summed loss',
    'final loss',
    'best loss',
    ...(scored ? (['held-out score'] as const) : []),
    ...[...new Set([...asked, ...numbers])].sort((a, b) => a - b).map((after) => ({ after })),
  ];
}

/** Published numbers, a row a method and source. */
function published({ publishedNumbers = [], published = [] }: Experiment, columns: readonly Loss[]): TableCell[][] {
  const curves = published.flatMap(({ method, steps, mean }) =>
    steps.map((step, i) => ({ method, source: 'the paper', of: { after: step + 1 } as Loss, value: mean[i]! })),
  );
  const all = [...publishedNumbers, ...curves];
  const heads = [...new Set(all.map(({ method, source }) => `${method}\n${source}`))];
  return heads.map((head): TableCell[] => {
    const [method, source] = head.split('\n') as [string, string];
    const own = all.filter((entry) => entry.method === method && entry.source === source);
    return [
      word(`published: ${method}`),
      word(source),
      blank(''),
      ...columns.map((of) => {
        const value = own.find((entry) => lossName(entry.of) === lossName(of))?.value;
        return value === undefined ? blank() : number(value);
      }),
      blank(''),
      blank(''),
    ];
  });
}

/** Bold where a column's mean is the least. */
function marked(rows: readonly TableCell[][]): TableCell[][] {
  const least = (j: number): number =>
    Math.min(...rows.map((row) => (typeof row[j]!.value === 'number' ? (row[j]!.value as number) : Infinity)));
  const width = rows[0]?.length ?? 0;
  return rows.map((row) =>
    row.map((cell, j) =>
      j > 2 && j < width - 2 && rows.length > 1 && cell.value !== null && cell.value === least(j)
        ? { ...cell, best: true }
        : cell,
    ),
  );
}

function secondsCell({ cell }: RoleCell, { budget }: Experiment): TableCell {
  const sample = finished(cell!).map(({ seconds }) => seconds / budget);
  if (sample.length === 0) return blank();
  const least = quantile(sample, 0.1);
  return { value: least, text: readable(least) };
}

function meanCell({ mean, ci95 }: Mean): TableCell {
  return Number.isNaN(mean) ? blank() : withHalf(mean, ci95 ?? null);
}

function number(value: number): TableCell {
  return { value, text: significant(value, 4).replace('-', '−') };
}

/** `49.67 ± 0.82`: as many decimals as the half width needs for two digits. */
function withHalf(mean: number, ci95: readonly [number, number] | null): TableCell {
  if (ci95 === null || !Number.isFinite(mean) || ci95[1] === ci95[0]) return number(mean);
  const half = (ci95[1] - ci95[0]) / 2;
  const decimals = Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(half))));
  const small = Math.abs(mean) < 1e-4 || Math.abs(mean) >= 1e6;
  const text = small
    ? `${significant(mean, 3)} ± ${significant(half, 2)}`
    : `${mean.toFixed(decimals)} ± ${half.toFixed(decimals)}`;
  return { value: mean, text: text.replaceAll('-', '−'), parts: [...ci95] };
}
