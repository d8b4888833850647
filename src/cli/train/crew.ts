/** Several threads on one training: this one and its helpers. The same numbers as with one. */
import { Worker } from 'node:worker_threads';
import { type Course, type Gradients, sideBySide } from '../../meta/course.ts';
import { Exchange, type Shared } from '../../meta/exchange.ts';
import { summed } from '../../meta/meta-gradient.ts';
import type { Weights } from '../../tensor/weights.ts';
import { workerBeside } from '../worker-script.ts';
import type { LocatedTraining } from './guests.ts';

const SCRIPT = workerBeside(import.meta.url);

/** What a thread is started with. */
export interface CrewMember {
  /** The module of recipes, and the recipe's name in it. */
  readonly module: string;
  readonly recipe: string;
  readonly shapes: Weights;
  readonly shares: number;
  readonly shared: Shared;
  /** Which thread of how many; number 0 is the one that hands out. */
  readonly number: number;
  readonly threads: number;
}

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
  const shares = course.most;
  const threads = Math.min(wanted, shares);
  const exchange = new Exchange(shapes, shares, course.common ?? 0);
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
      exchange.handOut(weights, iteration, threads);
      await takePart(course, exchange, 0, threads);
      const counts = course.shares(iteration);
      return summed(await exchange.collect(counts.length), counts);
    },
    close,
  };
}

/** A thread's part in the batch that was handed out: every so manieth share. */
export async function takePart(course: Course, exchange: Exchange, number: number, threads: number): Promise<void> {
  const { iteration, weights, common } = exchange;
  const { length } = course.shares(iteration);
  const mine = Array.from({ length }, (_, share) => share).filter((share) => share % threads === number);
  const works = mine.map((share) => course.slope(weights, iteration, share, common));
  if (mine.length > 0) {
    const slopes = await sideBySide(works, () => exchange.meet(Math.min(threads, length)));
    for (const [i, slope] of slopes.entries()) exchange.handIn(mine[i]!, slope);
  }
  exchange.done();
}

/** Settles when a helper has loaded what it needs, or could not. */
function ready(helper: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    helper.once('message', () => resolve()).once('error', reject);
    helper.once('exit', (code) => reject(new Error(`train: a thread ended before it began, with code ${code}`)));
  });
}
