/**
 * A cell: all runs of one optimizer on one panel, as text. First a line that says what made it, then one line a run, in the order
 * of the runs' numbers:
 *
 *   {"panel":"gp-d6","optimizer":"rnn","budget":100,"fingerprint":"...","made":{...}}
 *   [1,0.00312,[1,3,8],[-0.51,-0.82,-1.93]]        run, seconds of ask and tell, evaluations told, best value from there on
 *   [2,"rnn threw when asked ..."]                 a run that failed
 *
 * The best value so far is a step function with a dozen steps, so that a run takes a line and yet all of its curve is there. The loss of
 * a training run changes at every step: there the first line names `marks`, numbers of evaluations, and a run's line holds
 * the losses at these, then what was made of all of them:
 *
 *   [1,0.00312,[9.1,4.2,0.3],[72.1,0.3,0.28,0.31]]     run, seconds, losses, [summed, final, best, held-out score if any]
 *
 * An infinite loss is written as null. A torn last line is dropped.
 */
import { type Losses, losses } from '../report/measures/losses.ts';
import { standingAt, type Trace } from '../report/trace.ts';

/** What made a cell. */
export interface CellHeader {
  readonly panel: string;
  readonly optimizer: string;
  readonly budget: number;
  /** Numbers of evaluations at which losses are kept, where the runs are training runs. */
  readonly marks?: readonly number[];
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
  /** Of a training run. */
  readonly losses?: Losses & { readonly score?: number };
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

/** The losses of a training run at some marks, with so many digits; `score` is the held-out score at its end. */
export function trainingRun(
  run: number,
  curve: Omit<Trace, 'seed'>,
  score: number | undefined,
  seconds: number,
  { marks, budget, digits }: { readonly marks: readonly number[]; readonly budget: number; readonly digits: number },
): CellRun {
  const round = (value: number): number => Number(value.toPrecision(digits));
  const trace = { seed: run, ...curve };
  const { summed, final, best } = losses(trace, budget);
  return {
    run,
    seconds: Number(seconds.toPrecision(3)),
    counts: marks,
    values: marks.map((mark) => round(standingAt(trace, mark))),
    losses: {
      summed: round(summed),
      final: round(final),
      best: round(best),
      ...(score !== undefined && { score: round(score) }),
    },
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
export function runLine({ run, seconds, counts, values, losses, failed }: CellRun): string {
  if (failed !== undefined) return `${JSON.stringify([run, failed])}\n`;
  if (losses === undefined) return `${JSON.stringify([run, seconds, counts, values])}\n`;
  const { summed, final, best, score } = losses;
  const totals = [summed, final, best, ...(score === undefined ? [] : [score])];
  return `${JSON.stringify([run, seconds, values, totals])}\n`;
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
  const runs = new Map(rest.map((line) => parseRun(line, header.marks)).map((run) => [run.run, run]));
  return { header, runs: [...runs.values()].sort((a, b) => a.run - b.run) };
}

type Line =
  | readonly [number, string]
  | readonly [number, number, readonly (number | null)[], readonly (number | null)[]];

function parseRun(line: string, marks: readonly number[] | undefined): CellRun {
  const [run, second, third = [], fourth = []] = JSON.parse(line) as Line;
  if (typeof second === 'string') return { run, seconds: Number.NaN, counts: [], values: [], failed: second };
  const read = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;
  if (marks === undefined) return { run, seconds: second, counts: third.map(read), values: fourth.map(read) };
  const [summed, final, best, score] = fourth.map(read);
  return {
    run,
    seconds: second,
    counts: marks,
    values: third.map(read),
    losses: { summed: summed!, final: final!, best: best!, ...(score !== undefined && { score }) },
  };
}
