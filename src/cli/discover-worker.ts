/** A thread of a search: trains the children that it is sent, one after another, and answers with their outcomes. */
import { parentPort } from 'node:worker_threads';
import { type Nursery, type Outcome, opened, raised, type Upbringing } from '../discover/child.ts';
import { parsed } from '../discover/text.ts';
import { descentFamily } from './discover-family.ts';
import { messageOf } from './errors.ts';

/** A child to train: a rule on one draw of a training family. */
export interface Birth {
  readonly id: number;
  readonly suite: string;
  readonly family: Readonly<Record<string, unknown>>;
  readonly draw: number;
  readonly rule: string;
  readonly upbringing: Upbringing;
}

/** What became of it, or what went wrong in the training itself. */
export type Answer =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly error: string };

const nurseries = new Map<string, Promise<Nursery>>();

function nursery({ suite, family, draw }: Birth): Promise<Nursery> {
  const key = JSON.stringify([suite, family, draw]);
  const before = nurseries.get(key);
  if (before !== undefined) return before;
  const made = descentFamily(suite, family).then((found) => opened(found.sample(['discover', draw, 0]), [draw]));
  nurseries.set(key, made);
  return made;
}

async function answer(birth: Birth): Promise<Answer> {
  const { id, rule, upbringing } = birth;
  try {
    return { id, outcome: await raised(await nursery(birth), parsed(rule), upbringing) };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (birth: Birth) => {
  last = last.then(async () => parentPort!.postMessage(await answer(birth)));
});
