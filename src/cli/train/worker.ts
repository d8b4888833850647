/** A thread of a training: takes shares of batches and hands in their losses and gradients, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { Exchange } from '../../meta/exchange.ts';
import { messageOf } from '../errors.ts';
import { trainingCourse } from './course.ts';
import { type CrewMember, takePart } from './crew.ts';
import { trainingIn } from './guests.ts';

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
