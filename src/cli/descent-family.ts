/** Families of training problems with gradients, by the suite that they lie beside: suites/<suite>/family.ts. */
import { existsSync } from 'node:fs';
import type { DescentFamily } from '../family.ts';
import { messageOf, UsageError } from './errors.ts';
import { importGuest, isPath, moduleBeside } from './guests.ts';

/** The family of this suite, or in this file, with these settings; its training split unless they say otherwise. */
export async function descentFamily(
  suite: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<DescentFamily> {
  const path = isPath(suite) ? suite : moduleBeside('suites', suite, 'family');
  if (!existsSync(path)) throw new UsageError(`the suite '${suite}' has no family to train on (no ${path})`);
  const make = (await importGuest('suites', path)) as (settings: object) => DescentFamily;
  try {
    return make({ split: 'train', ...settings });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
