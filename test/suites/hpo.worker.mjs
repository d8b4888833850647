/** Evaluates points of one problem in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { default: suite } = await import('../../suites/hpo/index.ts');
const { findProblem, stream } = await import('optbench');

const oracle = await findProblem(suite, workerData.id).start(stream('worker'));
const observations = [];
for (const point of workerData.points) {
  observations.push(await oracle.evaluate(point, { id: 0, order: 0, signal: new AbortController().signal }));
}
parentPort.postMessage(observations);
