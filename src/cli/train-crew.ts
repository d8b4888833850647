/** Several threads on one training: this one and its helpers. The same numbers as with one. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Exchange } from '../meta/exchange.ts';
import { shares, summed } from '../meta/meta-gradient.ts';
import { phaseAt } from '../meta/recipe.ts';
import { type Gradients, shareSlopes } from '../meta/train.ts';
import type { Weights } from '../tensor/weights.ts';
import { familyMaker, type LocatedTraining } from './train-guests.ts';
import type { CrewMember } from './train-worker.ts';

const SOURCE = import.meta.url.endsWith('.ts');
const SCRIPT = fileURLToPath(new URL(SOURCE ? './train-worker-boot.mjs' : './train-worker.js', import.meta.url));

/** Threads at work. */
export interface Crew {
  readonly gradients: Gradients;
  close(): Promise<void>;
}

/** Starts so many threads less this one, for weights of these shapes. */
export async function startCrew(training: LocatedTraining, shapes: Weights, threads: number): Promise<Crew> {
  const { rule, recipe, module } = training;
  const most = Math.max(...recipe.phases.map(({ batch }) => shares(batch).length));
  const exchange = new Exchange(shapes, most);
  const workerData: CrewMember = { module, recipe: recipe.name, shapes, shares: most, shared: exchange.shared };
  const helpers = Array.from({ length: Math.min(threads, most) - 1 }, () => new Worker(SCRIPT, { workerData }));
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
  const slope = shareSlopes(rule, recipe, await familyMaker(training));
  return {
    async gradients(weights, iteration) {
      const rows = shares(phaseAt(recipe, iteration).phase.batch);
      exchange.handOut(weights, iteration, rows.length);
      for (let work = exchange.take(); work !== undefined; work = exchange.take()) {
        exchange.handIn(work.share, slope(weights, iteration, work.share));
      }
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
