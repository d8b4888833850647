/** The worker's part of `optbench check`: what a file exports, and the verdicts on one of its subjects. */
import { checkOptimizer, checkSuite, type Verdict } from '../check/index.ts';
import { guestNames, importGuest, isPath } from './guests.ts';
import { asOptimizer, asSuite, isSuiteLike } from './plugins.ts';
import type { Subject } from './workers/jobs.ts';

/** The suite or the optimizers that a file, or a guest of this name, exports. */
export async function subjectsOf(reference: string): Promise<Subject[]> {
  const exported = await exportOf(reference);
  if (isSuiteLike(exported)) return [{ kind: 'suite', name: asSuite(exported, reference).name }];
  return optimizersIn(exported, reference).map(({ name }) => ({ kind: 'optimizer', name }));
}

/** Applies the laws to one of them. */
export async function verdictsOn(reference: string, { kind, name }: Subject): Promise<readonly Verdict[]> {
  const exported = await exportOf(reference);
  if (kind === 'suite') return checkSuite(asSuite(exported, reference));
  return checkOptimizer(optimizersIn(exported, reference).find((optimizer) => optimizer.name === name)!);
}

function exportOf(reference: string): Promise<unknown> {
  const isSuite = isPath(reference) || guestNames('suites').includes(reference);
  return importGuest(isSuite ? 'suites' : 'baselines', reference);
}

function optimizersIn(exported: unknown, reference: string) {
  return (Array.isArray(exported) ? exported : [exported]).map((entry) => asOptimizer(entry, reference));
}
