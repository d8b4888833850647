/** Wall-clock seconds of a run up to a number of evaluations: proposing and evaluating, as both cost the user. */
import type { Run } from '../../run.ts';
import { evaluations } from '../trace.ts';

/** Seconds until so many evaluations were told. A trial that a thinned journal left out took as long as the next that it kept. */
export function secondsAfter({ header, trials }: Run, count: number): number {
  const told = evaluations(trials, header.workers);
  let total = 0;
  let before = 0;
  for (let i = 0; i < trials.length && before < count; i++) {
    const { ask, evaluate, tell } = trials[i]!.seconds;
    total += (Math.min(told[i]!, count) - before) * (ask + evaluate + tell);
    before = told[i]!;
  }
  return before < count ? Number.POSITIVE_INFINITY : total;
}
