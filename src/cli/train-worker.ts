/** A thread of a training: takes shares of batches and hands in their losses and gradients, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { Exchange, type Shared } from '../meta/exchange.ts';
import type { Weights } from '../tensor/weights.ts';
import { messageOf } from './errors.ts';
import { trainingCourse } from './train-course.ts';
import { takePart } from './train-crew.ts';
import { trainingIn } from './train-guests.ts';

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

const { module, recipe, shapes, shares, shared, number, threads } = workerData as CrewMember;
const course = await trainingCourse(await trainingIn(module, recipe));
const exchange = new Exchange(shapes, shares, course.common ?? 0, shared);
parentPort!.postMessage('ready');

for (;;) {
  exchange.awaitWork();
  try {
    await takePart(course, exchange, number, threads);
  } catch (error) {
    exchange.fail(messageOf(error));
  }
}
