/** Threads that train children side by side. */
import { Worker } from 'node:worker_threads';
import type { Outcome } from '../../discover/child.ts';
import { workerBeside } from '../worker-script.ts';
import type { Answer, Birth } from './worker.ts';

const SCRIPT = workerBeside(import.meta.url);

/** Threads at work. */
export interface Nurses {
  train(child: Omit<Birth, 'id'>): Promise<Outcome>;
  close(): Promise<void>;
}

/** Starts so many threads; each is sent a child when it has answered for the one before. */
export function startNurses(threads: number): Nurses {
  interface Waiting {
    readonly birth: Birth;
    readonly resolve: (outcome: Outcome) => void;
    readonly reject: (error: Error) => void;
  }
  const queue: Waiting[] = [];
  let failure: Error | undefined;
  let born = 0;
  const nurses = Array.from({ length: threads }, () => {
    const worker = new Worker(SCRIPT);
    let busy: Waiting | undefined;
    const next = (): void => {
      if (busy !== undefined) return;
      busy = queue.shift();
      if (busy !== undefined) worker.postMessage(busy.birth);
    };
    worker.on('message', (answer: Answer) => {
      const done = busy!;
      busy = undefined;
      if ('outcome' in answer) done.resolve(answer.outcome);
      else done.reject(new Error(answer.error));
      next();
    });
    const fail = (error: Error): void => {
      failure ??= error;
      for (const { reject } of [...(busy ? [busy] : []), ...queue.splice(0)]) reject(failure);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`discover: a thread ended, with code ${code}`)));
    return { worker, next };
  });
  return {
    train: (child) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        queue.push({ birth: { id: born++, ...child }, resolve, reject });
        for (const { next } of nurses) next();
      }),
    async close() {
      for (const { worker } of nurses) worker.removeAllListeners();
      await Promise.all(nurses.map(({ worker }) => worker.terminate()));
    },
  };
}
