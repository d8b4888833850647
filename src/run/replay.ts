/** A resumed run is told again what its journal holds, once it is sure that it is the same run. */
import { createHash } from 'node:crypto';
import type { Evaluated } from '../evaluate.ts';
import type { Vector } from '../math/vector.ts';
import type { Problem } from '../problem.ts';
import type { RunHeader, TrialRecord } from '../record.ts';
import type { Pending } from './workers.ts';

/** A journal that does not fit the optimizer or the problem at hand. */
export class ReplayMismatch extends Error {}

/** The recorded result of a trial, once it is sure that it is the same trial. */
export function recall(known: TrialRecord, trial: Pending, header: RunHeader, problem: Problem): Evaluated {
  const place = `${header.suite}/${header.problem}, ${header.optimizer}, seed ${header.seed}, trial ${trial.id}`;
  if (known.id !== trial.id) throw new ReplayMismatch(`${place}: the journal has trial ${known.id} here`);
  const same =
    typeof known.x === 'string'
      ? known.x === hashOf(trial.x)
      : known.x.length === trial.x.length && known.x.every((value, i) => value === trial.x[i]);
  if (!same) {
    throw new ReplayMismatch(
      `${place}: the optimizer proposes ${show(trial.x)}, the journal has ${show(known.x)}; ` +
        'the journal or the optimizer has changed, so start this run anew',
    );
  }
  if (problem.order === 1 && header.order === 1) {
    throw new ReplayMismatch(`${place}: journals hold no gradients, so this run cannot be replayed; start it anew`);
  }
  return known;
}

/** What the journal keeps of a point of many coordinates. */
export function hashOf(x: Vector): string {
  return createHash('sha256')
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest('hex')
    .slice(0, 16);
}

function show(x: Vector | string): string {
  return typeof x === 'string' ? x : `[${[...x.slice(0, 4)].join(', ')}${x.length > 4 ? ', ...' : ''}]`;
}
