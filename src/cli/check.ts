/** `optbench check`: the laws, applied to anyone's suite or optimizers, in a worker that is ended where they never return. */
import type { Verdict } from '../check/index.ts';
import { ExitCode, UsageError, unknown } from './errors.ts';
import { absolute, guestNames, isPath } from './guests.ts';
import type { Io } from './io.ts';
import type { Subject } from './workers/jobs.ts';
import { Slot } from './workers/pool.ts';
import { type Watched, watched } from './workers/watch.ts';

/** What `optbench check` was told. */
export interface CheckFlags {
  readonly json: boolean;
  /** Seconds for all laws of one suite or one optimizer. */
  readonly patience: number;
}

/** Checks what a file, or a guest of this name, exports and prints every verdict. */
export async function check(file: string, { json, patience }: CheckFlags, io: Io): Promise<number> {
  const guests = [...guestNames('suites'), ...guestNames('baselines')];
  if (!isPath(file) && !guests.includes(file)) throw unknown('suite or optimizer', file, guests);
  const reference = absolute(file, io.cwd);
  const slot = new Slot({ kind: 'thread' }, (text) => io.err(text));
  const limits = (phase: string): number => (phase === 'rest' ? Number.POSITIVE_INFINITY : patience);
  const verdicts: Verdict[] = [];
  try {
    const subjects = await watched(slot, limits, 'subjects', reference);
    if (subjects.kind !== 'done') throw new UsageError(`${file}: ${lossOf(subjects)} while it was loaded`);
    if ('refused' in subjects.result) throw new UsageError(subjects.result.refused);
    for (const subject of subjects.result) {
      const found = await watched(slot, limits, 'check', reference, subject);
      verdicts.push(...(found.kind === 'done' ? found.result : [lost(subject, lossOf(found))]));
    }
  } finally {
    await slot.close();
  }
  const broken = verdicts.filter(({ kept }) => !kept);
  if (json) io.out(`${JSON.stringify(verdicts, null, 2)}\n`);
  else {
    for (const verdict of verdicts) io.out(`${line(verdict)}\n`);
    io.out(`${verdicts.length - broken.length} of ${verdicts.length} laws kept\n`);
  }
  return broken.length > 0 ? ExitCode.lawsBroken : ExitCode.done;
}

function lossOf(loss: Exclude<Watched<unknown>, { kind: 'done' }>): string {
  return loss.kind === 'lost' ? loss.reason : 'took too long';
}

function lost({ name }: Subject, reason: string): Verdict {
  return { law: 'every call returns', subject: name, kept: false, evidence: reason };
}

function line(verdict: Verdict): string {
  const { law, subject } = verdict;
  return verdict.kept ? `kept    ${subject}: ${law}` : `BROKEN  ${subject}: ${law}: ${verdict.evidence}`;
}
