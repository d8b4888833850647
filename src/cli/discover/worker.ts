/** A thread of a search: trains the children that it is sent, one after another, and answers with their outcomes. */
import { parentPort } from 'node:worker_threads';
import { type Nursery, type Outcome, opened, raised, type Upbringing } from '../../discover/child.ts';
import { parsed } from '../../discover/text.ts';
import type { Label } from '../../math/random.ts';
import { descentFamily } from '../descent-family.ts';
import { messageOf } from '../errors.ts';

/** A child to train: a rule on draws of a training family. */
export interface Birth {
  readonly id: number;
  readonly suite: string;
  readonly family: Readonly<Record<string, unknown>>;
  /** What the draws are called, but for their numbers. */
  readonly address: readonly Label[];
  readonly rule: string;
  readonly upbringing: Upbringing;
}

/** What became of it, or what went wrong in the training itself. */
export type Answer =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly error: string };

const nurseries = new Map<string, Promise<[Nursery, ...Nursery[]]>>();

function nurseriesFor({ suite, family, address, upbringing: { draws } }: Birth): Promise<[Nursery, ...Nursery[]]> {
  const key = JSON.stringify([suite, family, address, draws]);
  const before = nurseries.get(key);
  if (before !== undefined) return before;
  const made = descentFamily(suite, family).then((found) => {
    const draw = (_: unknown, i: number) => opened(found.sample(['discover', ...address, i]), [...address, i]);
    return Promise.all(Array.from({ length: draws }, draw)) as Promise<[Nursery, ...Nursery[]]>;
  });
  nurseries.set(key, made);
  return made;
}

async function answer(birth: Birth): Promise<Answer> {
  const { id, rule, upbringing } = birth;
  try {
    return { id, outcome: await raised(await nurseriesFor(birth), parsed(rule), upbringing) };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (birth: Birth) => {
  last = last.then(async () => parentPort!.postMessage(await answer(birth)));
});
