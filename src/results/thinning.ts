/**
 * Which trials of a long cheap run are written: the first, improvements, failures and 20 a decade, as COCO's observers do
 * (Hansen et al. 2021, section on triggers). The last one is added when the journal is closed.
 */
import { feasibleValue, type TrialRecord } from '../record.ts';

/** Runs with a larger budget than this are thinned. */
const THIN_ABOVE = 10_000;
const PER_DECADE = 20;

/** Decides trial by trial what a thinned journal keeps. */
export class Thinning {
  private best = Number.POSITIVE_INFINITY;
  private told = 0;
  private next = 0;

  applies(budget: number): boolean {
    return budget > THIN_ABOVE;
  }

  keeps(trial: TrialRecord): boolean {
    const value = feasibleValue(trial);
    this.told++;
    const due = this.told >= 10 ** (this.next / PER_DECADE);
    while (this.told >= 10 ** (this.next / PER_DECADE)) this.next++;
    const improved = value !== null && value < this.best;
    if (improved) this.best = value;
    return due || improved || trial.value === null || trial.judged !== undefined;
  }
}
