/** The rates that tuning chose, as committed in results/tuning by `optbench tune`. */
import { fileURLToPath } from 'node:url';
import type { TunedRate } from '../reproduce/claims/field.ts';
import { readTuned } from '../tuning/store.ts';

const SOURCE = import.meta.url.endsWith('.ts');

/** Reads the tables that there are; a package without results has none, and no rate is known. 'all' is the task of all tasks. */
export function tunedRates(): TunedRate {
  const folder = fileURLToPath(new URL(`${SOURCE ? '../../' : '../../../'}results/tuning`, import.meta.url));
  const methods = new Map(readTuned(folder).map((tuned) => [tuned.method, tuned]));
  return (method, task) => {
    const tuned = methods.get(method);
    return task === 'all' ? tuned?.best : tuned?.tasks.find((one) => one.task === task)?.best;
  };
}
