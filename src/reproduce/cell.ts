/**
 * A cell: all runs of one optimizer on one panel, as text. First a line that says what made it, then one line a run, in the order
 * of the runs' numbers:
 *
 *   {"panel":"gp-d6","optimizer":"rnn","budget":100,"fingerprint":"...","made":{...}}
 *   [1,0.00312,[1,3,8],[-0.51,-0.82,-1.93]]        run, seconds of ask and tell, evaluations told, best value from there on
 *   [2,"rnn threw when asked ..."]                 a run that failed
 *
 * The best value so far is a step function with a dozen steps, so that a run takes a line and yet all of its curve is there.
 * A torn last line is dropped.
 */
import { standingAt, type Trace } from '../report/trace.ts';

/** What made a cell. */
export interface CellHeader {
  readonly panel: string;
  readonly optimizer: string;
  readonly budget: number;
  /** What the panel's problems are, in letters. */
  readonly fingerprint: string;
  /** Whether it is a learned optimizer. */
  readonly learned?: boolean;
  /** Problems that the optimizer cannot take on, with its reason. */
  readonly unfit?: readonly { readonly reason: string; readonly problems: readonly string[] }[];
  readonly made: { readonly optbench: string; readonly node: string };
}

/** One run of a cell. */
export interface CellRun {
  /** 1, 2, 3, ...: equal numbers met the same function and the same start. */
  readonly run: number;
  /** The optimizer's own, in ask and tell. */
  readonly seconds: number;
  readonly counts: readonly number[];
  readonly values: readonly number[];
  readonly failed?: string;
}

/** One optimizer on one panel. */
export interface Cell {
  readonly header: CellHeader;
  readonly runs: readonly CellRun[];
}

/** The best value so far of a run, with so many digits. */
export function cellRun(
  run: number,
  { counts, standings }: Omit<Trace, 'seed'>,
  seconds: number,
  digits: number,
): CellRun {
  const rounded = standings.map((value) => Number(value.toPrecision(digits)));
  const changed = (_: number, i: number): boolean => i === 0 || rounded[i] !== rounded[i - 1];
  return {
    run,
    seconds: Number(seconds.toPrecision(3)),
    counts: counts.filter(changed),
    values: rounded.filter(changed),
  };
}

/** The best value after so many evaluations; +Infinity where none had succeeded. */
export function bestAfter({ run, counts, values }: CellRun, evaluations: number): number {
  return standingAt({ seed: run, counts, standings: values }, evaluations);
}

/** The first line of a cell's text. */
export function headerLine(header: CellHeader): string {
  return `${JSON.stringify(header)}\n`;
}

/** The line of a run. */
export function runLine({ run, seconds, counts, values, failed }: CellRun): string {
  return `${JSON.stringify(failed === undefined ? [run, seconds, counts, values] : [run, failed])}\n`;
}

/** The whole text, runs in order. */
export function cellText({ header, runs }: Cell): string {
  const sorted = [...runs].sort((a, b) => a.run - b.run);
  return headerLine(header) + sorted.map(runLine).join('');
}

/** Reads a cell's text; undefined where not even its first line is whole. A run that is there twice counts once. */
export function parseCell(text: string): Cell | undefined {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...rest] = whole.split('\n').filter((line) => line !== '');
  if (first === undefined) return undefined;
  const header = JSON.parse(first) as CellHeader;
  const runs = new Map(rest.map(parseRun).map((run) => [run.run, run]));
  return { header, runs: [...runs.values()].sort((a, b) => a.run - b.run) };
}

type Line = readonly [number, string] | readonly [number, number, readonly number[], readonly number[]];

function parseRun(line: string): CellRun {
  const [run, second, counts = [], values = []] = JSON.parse(line) as Line;
  return typeof second === 'string'
    ? { run, seconds: Number.NaN, counts, values, failed: second }
    : { run, seconds: second, counts, values };
}
