/** What is sent to a worker and what comes back: plain data. One job is one run. */
import type { Verdict } from '../../check/index.ts';
import type { Pins } from '../../results/journal.ts';
import type { Casualty, RunHeader, RunKey } from '../../run.ts';

/** One run, with all that a worker needs to make it. */
export interface RunJob {
  readonly header: RunHeader;
  /** Where the suite and the optimizer are loaded from. */
  readonly suite: string;
  readonly optimizer: string;
  readonly timeout: number | null;
  readonly journal: string;
  readonly pins: Pins;
  /** Whether a journal that cannot be continued is begun anew. */
  readonly restart: boolean;
}

/** How one run went. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly seconds: number }
  /** An outcome, in the journal. */
  | { readonly kind: 'failed'; readonly reason: string; readonly seconds: number }
  /** Not an outcome: the journal does not fit, the disk is full. The run is as it was. */
  | { readonly kind: 'refused'; readonly reason: string; readonly fatal: boolean };

/** A problem whose values are wanted at fixed points. */
export interface FingerprintJob {
  readonly suite: string;
  readonly problem: string;
}

/** What a manifest keeps of a problem's values. */
export interface Measured {
  readonly fingerprint: string;
  readonly optimum: number | null;
}

/** What the laws are applied to. */
export interface Subject {
  readonly kind: 'suite' | 'optimizer';
  readonly name: string;
}

/** Why something cannot be done at all. */
export interface Refused {
  readonly refused: string;
}

/** What a worker can do. */
export interface WorkerMethods {
  run(job: RunJob, casualties: readonly Casualty[]): Promise<RunEnd>;
  measure(job: FingerprintJob): Promise<Measured | Refused>;
  subjects(reference: string): Promise<readonly Subject[] | Refused>;
  check(reference: string, subject: Subject): Promise<readonly Verdict[]>;
}

/** `gp/rbf-d2-i01, gp-ei, seed 3` */
export function nameOf({ suite, problem, optimizer, seed }: RunKey): string {
  return `${suite}/${problem}, ${optimizer}, seed ${seed}`;
}
