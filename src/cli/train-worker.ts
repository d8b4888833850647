/** A thread of a training: takes shares of batches and hands in their losses and gradients, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { Exchange, type Shared } from '../meta/exchange.ts';
import { shareSlopes } from '../meta/train.ts';
import type { Weights } from '../tensor/weights.ts';
import { messageOf } from './errors.ts';
import { familyMaker, trainingIn } from './train-guests.ts';

/** What a thread is started with. */
export interface CrewMember {
  /** The module of recipes, and the recipe's name in it. */
  readonly module: string;
  readonly recipe: string;
  readonly shapes: Weights;
  readonly shares: number;
  readonly shared: Shared;
}

const { module, recipe, shapes, shares, shared } = workerData as CrewMember;
const training = await trainingIn(module, recipe);
const slope = shareSlopes(training.rule, training.recipe, await familyMaker(training));
const exchange = new Exchange(shapes, shares, shared);
parentPort!.postMessage('ready');

for (;;) {
  exchange.awaitWork();
  for (let work = exchange.take(); work !== undefined; work = exchange.take()) {
    try {
      exchange.handIn(work.share, slope(exchange.weights, work.iteration, work.share));
    } catch (error) {
      exchange.fail(messageOf(error));
    }
  }
}
