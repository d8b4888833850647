/** What tuning leaves behind: a JSON file for each method and one table of all of them, in results/tuning or elsewhere. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bestOverall, bestRate, type RateResult, type TaskResult } from './choice.ts';
import type { TuningTask } from './task.ts';

/** One method on one task. */
export interface TunedTask extends TaskResult {
  /** The task as it was. */
  readonly definition: TuningTask;
  readonly seeds: number;
  readonly best: number;
  /** At the rate that its authors recommend, where that is none of the grid: shown, and never chosen. */
  readonly recommended?: RateResult;
}

/** What is known of a method's learning rate. */
export interface Tuned {
  /** Its name but for the rate: 'adam', 'adam-cosine'. */
  readonly method: string;
  /** Its schedule, unless that is constant. */
  readonly schedule?: string;
  /** The rate that its authors recommend. */
  readonly usual: number;
  /** The best over all tasks. */
  readonly best: number;
  readonly tasks: readonly TunedTask[];
  /** Tasks that it could not take on, and why. */
  readonly unfit: Readonly<Record<string, string>>;
  readonly made: { readonly optbench: string; readonly node: string };
}

/** The methods that a folder has files of, by name. */
export function readTuned(folder: string): readonly Tuned[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Tuned)
    .sort((a, b) => (a.method < b.method ? -1 : 1));
}

/** A method's file with the choices that follow from its results. */
export function chosen(
  known: Omit<Tuned, 'best' | 'tasks'> & { readonly tasks: readonly Omit<TunedTask, 'best'>[] },
): Tuned {
  const { usual } = known;
  const tasks = known.tasks.map((task) => ({ ...task, best: bestRate(task, usual) }));
  return { ...known, best: tasks.length === 0 ? usual : bestOverall(tasks, usual), tasks };
}

/** Writes a method's file anew, all at once. */
export function writeTuned(folder: string, tuned: Tuned): void {
  mkdirSync(folder, { recursive: true });
  replace(join(folder, `${tuned.method}.json`), pretty(tuned));
}

/** Writes the tables of all methods anew. */
export function writeTables(folder: string, tables: string): void {
  replace(join(folder, 'README.md'), tables);
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

/** A line for each rate, so that changes can be read. */
function pretty(tuned: Tuned): string {
  const rates: string[] = [];
  const text = JSON.stringify(
    tuned,
    (key, value) => (key === 'rates' ? `@${rates.push(table(value as TaskResult['rates'])) - 1}@` : value),
    1,
  );
  return `${text.replace(/"@(\d+)@"/g, (_, i) => rates[Number(i)]!)}\n`;
}

function table(rates: TaskResult['rates']): string {
  return `[\n${rates.map((rate) => `    ${JSON.stringify(rate)}`).join(',\n')}\n   ]`;
}
