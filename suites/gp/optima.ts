/** Optima found once by `find-optima.ts` and stored beside it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Vector } from 'optbench';

/** What is stored of a problem. */
export interface Found {
  readonly optimum: number;
  readonly minimizer: readonly number[];
  /** Searches made, and how many of them ended in this optimum. */
  readonly searches: number;
  readonly agreeing: number;
  /** Starts of all the searches together, and how many of them ended in this optimum. */
  readonly starts: number;
  readonly hits: number;
}

/** Where they are stored. */
const optimaFile = new URL('./optima.json', import.meta.url);

let stored: Readonly<Record<string, Found>> | undefined;

/** All that is stored, by problem. */
export function readOptima(): Readonly<Record<string, Found>> {
  return existsSync(optimaFile) ? JSON.parse(readFileSync(optimaFile, 'utf8')) : {};
}

/** Replaces what is stored, whole or not at all: one problem a line. */
export function writeOptima(optima: Readonly<Record<string, Found>>): void {
  const lines = Object.entries(optima).map(([id, found]) => `  ${JSON.stringify(id)}: ${JSON.stringify(found)}`);
  const draft = new URL('./optima.json.draft', optimaFile);
  writeFileSync(draft, `{\n${lines.join(',\n')}\n}\n`);
  renameSync(draft, optimaFile);
}

/** The optimum and the minimizer of a problem, where it has been searched; ready to be spread into a problem. */
export function knownOptimum(id: string): { readonly optimum?: number; readonly minimizers?: readonly Vector[] } {
  stored ??= readOptima();
  const found = stored[id];
  if (found === undefined) return {};
  return { optimum: found.optimum, minimizers: [Float64Array.from(found.minimizer)] };
}
