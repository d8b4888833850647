/**
 * One method as many optimizers: at every learning rate of the grid, and by name at any other rate and with any schedule.
 *
 *   'adam-0.001'           a rate of its own
 *   'adam-0.01-cosine'     with a schedule
 *   'adam-default'         the setting that its authors recommend: adam-0.001
 *   'adam-tuned'           the rate that did best over the tuning tasks; 'adam-tuned-cosine' with that schedule
 */
import type { Optimizer } from '../optimizer.ts';
import { type Schedule, schedules } from './schedules.ts';

/** The rates over which hand-designed methods are tuned: 15 of them, from 1e-7 to 1. */
export const learningRates: readonly number[] = [
  1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1,
];

/** A method that has a learning rate. */
export interface Method {
  /** Without the rate: 'adam'. */
  readonly name: string;
  /** The learning rate that its authors recommend. */
  readonly rate: number;
  /** The rate of the grid that did best over the tuning tasks. */
  readonly tuned?: number;
  /** The same with schedules that were tuned with the method, by the schedule's name. */
  readonly tunedWith?: Readonly<Record<string, number>>;
  /** False where a schedule has no meaning, as for methods that search along a line. */
  readonly schedules?: boolean;
  /** The optimizer called `name` with this rate; the schedule may be left out. */
  make(setting: { readonly name: string; readonly rate: number; readonly schedule?: Schedule }): Optimizer;
}

/** Optimizers of one or several methods, the first the default, and by name more than are listed. */
export interface Settings extends ReadonlyArray<Optimizer> {
  readonly methods: readonly Method[];
  /** The setting with this name: 'adam-0.02', 'adam-0.01-cosine', 'adam-tuned'; undefined where it is not one of these. */
  named(name: string): Optimizer | undefined;
}

/** What a file of baselines/ exports: the methods at their recommended rates and at all rates of the grid. */
export function settings(...methods: readonly Method[]): Settings {
  const listed = methods.flatMap((method) =>
    [...new Set([method.rate, ...learningRates])].map((r) => settingAt(method, r)),
  );
  const named = (name: string): Optimizer | undefined => {
    const owners = methods.filter((method) => name.startsWith(`${method.name}-`));
    for (const method of owners) {
      const found = settingOf(method, name.slice(method.name.length + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return Object.assign(listed, { methods, named });
}

/** The setting that what follows the method's name asks for. */
function settingOf(method: Method, rest: string): Optimizer | undefined {
  const schedule = schedules.find(({ name }) => name !== 'constant' && rest.endsWith(`-${name}`) && isRate(rest, name));
  if (schedule !== undefined && method.schedules === false) return undefined;
  const text = schedule === undefined ? rest : rest.slice(0, -schedule.name.length - 1);
  const tuned = (schedule && method.tunedWith?.[schedule.name]) ?? method.tuned;
  const rate = text === 'default' ? method.rate : text === 'tuned' ? tuned : Number(text);
  // One name for one setting: 'adam-0.10' is not another way to say 'adam-0.1'.
  if (rate === undefined || !(rate > 0 && rate < Number.POSITIVE_INFINITY)) return undefined;
  if (text !== 'default' && text !== 'tuned' && text !== String(rate)) return undefined;
  return settingAt(method, rate, schedule);
}

/** The setting with this rate; it says of itself that it is one. */
function settingAt(method: Method, rate: number, schedule?: Schedule): Optimizer {
  const suffix = schedule === undefined ? '' : `-${schedule.name}`;
  const made = method.make({ name: `${method.name}-${rate}${suffix}`, rate, ...(schedule && { schedule }) });
  return Object.assign(made, { rated: { method: method.name + suffix, rate } });
}

/** Of two schedules that a name ends with ('cosine', 'linear-cosine') the one that leaves a rate before it. */
function isRate(rest: string, schedule: string): boolean {
  return /^(default|tuned|[\d.e-]+)$/.test(rest.slice(0, -schedule.length - 1));
}
