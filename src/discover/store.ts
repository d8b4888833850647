/**
 * Searches on disk, JSON lines: the only file of the search that touches it. The first line says which search this is, every
 * further one is a child, in order. A kill at any instant loses at most the children in training; a torn last line is dropped.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome, Upbringing } from './child.ts';
import type { Child } from './search.ts';

const FORMAT = 'optbench discovery 1';

/** All that decides a search, but for how long it goes on. */
export interface SearchHeader {
  readonly by: string;
  readonly seed: number;
  readonly groups: number;
  readonly batch: number;
  /** The training family and its settings. */
  readonly suite: string;
  readonly family: Readonly<Record<string, unknown>>;
  readonly upbringing: Upbringing;
  /** The kernels that a controller was trained on: others round differently. */
  readonly kernels: string;
}

/** A search that was read back. */
export interface Journal {
  readonly header: SearchHeader;
  readonly children: readonly Child[];
}

/** Begins a journal. */
export function beginJournal(path: string, header: SearchHeader): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, line({ format: FORMAT, ...header }));
}

/** Adds a child. */
export function appendChild(path: string, child: Child): void {
  appendFileSync(path, line(child));
}

/** Reads a journal back, or nothing where there is none. */
export function readJournal(path: string): Journal | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const read = (json: string, i: number): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      throw new Error(`${path}: line ${i + 1} is not JSON; the journal is damaged, begin anew`);
    }
  };
  const [first, ...children] = lines.map(read) as [({ format: string } & SearchHeader) | undefined, ...Child[]];
  if (first?.format !== FORMAT) {
    throw new Error(`${path}: expected '${FORMAT}' in the first line, got '${first?.format ?? 'nothing'}'`);
  }
  const misplaced = children.findIndex(({ child }, i) => child !== i + 1);
  if (misplaced >= 0) throw new Error(`${path}: line ${misplaced + 2} should be child ${misplaced + 1}; begin anew`);
  const { format: _, ...header } = first;
  return { header, children };
}

/** A journal that goes on: as it is, but for a torn last line; it must be of this very search. */
export function continueJournal(path: string, header: SearchHeader): readonly Child[] {
  const journal = readJournal(path);
  if (journal === undefined) {
    beginJournal(path, header);
    return [];
  }
  for (const key of Object.keys(header) as (keyof SearchHeader)[]) {
    const [here, there] = [JSON.stringify(header[key]), JSON.stringify(journal.header[key])];
    if (here !== there) throw new Error(`${path}: is a search with ${key} ${there}, not ${here}; begin anew`);
  }
  writeFileSync(path, [{ format: FORMAT, ...journal.header }, ...journal.children].map(line).join(''));
  return journal.children;
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** Adds a training of the finals; the key says all that decides it. */
export function appendMeasurement(path: string, key: string, { reward, rate }: Outcome): void {
  appendFileSync(path, line({ key, reward, rate }));
}

/** The trainings of the finals so far; a torn last line is left out. */
export function readMeasurements(path: string): Map<string, Outcome> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) writeFileSync(path, whole);
  const lines = whole.split('\n').slice(0, -1);
  return new Map(lines.map((json) => JSON.parse(json)).map(({ key, reward, rate }) => [key, { reward, rate }]));
}
