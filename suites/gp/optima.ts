/** Optima found once by `find-optima.ts` and stored beside it. */
import { existsSync, readFileSync } from 'node:fs';
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
export const optimaFile = new URL('./optima.json', import.meta.url);

let stored: Readonly<Record<string, Found>> | undefined;

/** The optimum and the minimizer of a problem, where it has been searched; ready to be spread into a problem. */
export function knownOptimum(id: string): { readonly optimum?: number; readonly minimizers?: readonly Vector[] } {
  stored ??= existsSync(optimaFile) ? JSON.parse(readFileSync(optimaFile, 'utf8')) : {};
  const found = stored?.[id];
  if (found === undefined) return {};
  return { optimum: found.optimum, minimizers: [Float64Array.from(found.minimizer)] };
}
