/** Several threads on one training: this one and its helpers. The same numbers as with one. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Course, Gradients } from '../meta/course.ts';
import { Exchange } from '../meta/exchange.ts';
import { summed } from '../meta/meta-gradient.ts';
import type { Weights } from '../tensor/weights.ts';
import type { LocatedTraining } from './train-guests.ts';
import type { CrewMember } from './train-worker.ts';

const SOURCE = import.meta.url.endsWith('.ts');
const SCRIPT = fileURLToPath(new URL(SOURCE ? './train-worker-boot.mjs' : './train-worker.js', import.meta.url));

/** Threads at work. */
export interface Crew {
  readonly gradients: Gradients;
  close(): Promise<void>;
}

/** Starts so many threads less this one, for weights of these shapes; at most one for each share. */
export async function startCrew(
  { recipe, module }: LocatedTraining,
  course: Course,
  shapes: Weights,
  wanted: number,
): Promise<Crew> {
  let shares = 1;
  for (let i = 0; i < course.iterations; i++) shares = Math.max(shares, course.shares(i).length);
  const threads = Math.min(wanted, shares);
  const exchange = new Exchange(shapes, shares);
  const helpers = Array.from({ length: threads - 1 }, (_, i) => {
    const { shared } = exchange;
    const workerData: CrewMember = { module, recipe: recipe.name, shapes, shares, shared, number: i + 1, threads };
    return new Worker(SCRIPT, { workerData });
  });
  const close = async (): Promise<void> => {
    await Promise.all(helpers.map((helper) => helper.terminate()));
  };
  try {
    await Promise.all(helpers.map(ready));
  } catch (error) {
    await close();
    throw error;
  }
  for (const helper of helpers)
    helper.once('exit', (code) => exchange.fail(`train: a thread ended, with code ${code}`));
  return {
    async gradients(weights, iteration) {
      const rows = course.shares(iteration);
      exchange.handOut(weights, iteration, threads);
      for (let share = 0; share < rows.length; share += threads) {
        exchange.handIn(share, course.slope(weights, iteration, share));
      }
      exchange.done();
      return summed(await exchange.collect(rows.length), rows);
    },
    close,
  };
}

/** Settles when a helper has loaded what it needs, or could not. */
function ready(helper: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    helper.once('message', () => resolve()).once('error', reject);
    helper.once('exit', (code) => reject(new Error(`train: a thread ended before it began, with code ${code}`)));
  });
}
