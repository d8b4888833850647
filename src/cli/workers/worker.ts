/**
 * A worker: a thread or a child process that makes runs, one at a time. It reports by its heartbeat what it is doing, so
 * that the supervisor can end it where it hangs and knows what it died of.
 */
import { dirname } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import workerpool from 'workerpool';
import type { Problem } from '../../problem.ts';
import { fingerprint } from '../../results/fingerprint.ts';
import { JournalError, type OpenJournal, openJournal } from '../../results/journal.ts';
import { ReplayMismatch, run } from '../../run.ts';
import { findProblem } from '../../suite.ts';
import { messageOf, UsageError } from '../errors.ts';
import { loadOptimizer, loadSuite } from '../plugins.ts';
import { beating, type HeartbeatAddress } from './heartbeat.ts';
import type { Measured, RunEnd, WorkerMethods } from './jobs.ts';
import { dieWithParent } from './orphan.ts';

const address: HeartbeatAddress = isMainThread ? process.argv[2]! : workerData;
const beat = beating(address);
const isOrphan = typeof address === 'string' ? dieWithParent(dirname(address)) : () => false;

const methods: WorkerMethods = {
  async run(job, casualties) {
    const since = performance.now();
    const seconds = (): number => (performance.now() - since) / 1000;
    try {
      beat('load', 0);
      const problem = await problemOf(job.suite, job.header.problem);
      const optimizer = await loadOptimizer(job.optimizer, job.header.optimizer);
      const { suite, seed, budget, workers } = job.header;
      const attempt = async (restart: boolean): Promise<RunEnd> => {
        const journal = openJournal(job.journal, job.pins, { restart });
        const options = { suite, seed, budget, workers, replay: journal.replay, casualties };
        const { timeout } = job;
        try {
          const { outcome } = await run(optimizer, problem, {
            ...options,
            ...(timeout !== null && { timeout }),
            journal: written(journal),
            watch: beat,
          });
          if (outcome.kind === 'cancelled') throw new Error('worker: a run was cancelled that nobody can cancel');
          return { ...outcome, seconds: seconds() };
        } catch (error) {
          if (error instanceof JournalError) throw error;
          const mismatch = error instanceof ReplayMismatch;
          const reason = messageOf(error);
          journal.close(mismatch ? { kind: 'cancelled' } : { kind: 'failed', reason });
          if (mismatch) throw error;
          return { kind: 'failed', reason, seconds: seconds() };
        }
      };
      try {
        return await attempt(false);
      } catch (error) {
        if (job.restart && (error instanceof ReplayMismatch || error instanceof JournalError))
          return await attempt(true);
        throw error;
      }
    } catch (error) {
      return refusal(error);
    } finally {
      beat('rest', 0);
    }
  },

  async measure({ suite, problem: id }) {
    try {
      beat('load', 0);
      const problem = await problemOf(suite, id);
      beat('evaluate', 0);
      return { fingerprint: await fingerprint(problem), optimum: problem.optimum ?? null } satisfies Measured;
    } catch (error) {
      if (error instanceof UsageError) return { refused: messageOf(error) };
      return { refused: `${id}: cannot be started: ${messageOf(error)}` };
    } finally {
      beat('rest', 0);
    }
  },

  async subjects(reference) {
    const { subjectsOf } = await import('../examine.ts');
    try {
      beat('load', 0);
      return await subjectsOf(reference);
    } catch (error) {
      return { refused: messageOf(error) };
    } finally {
      beat('rest', 0);
    }
  },

  async check(reference, subject) {
    const { verdictsOn } = await import('../examine.ts');
    try {
      beat('evaluate', 0);
      return await verdictsOn(reference, subject);
    } finally {
      beat('rest', 0);
    }
  },
};

/** The journal, which an orphan must not touch: another process may be writing it by now. */
function written(journal: OpenJournal): OpenJournal {
  const guarded =
    <Args extends readonly unknown[]>(write: (...args: Args) => void) =>
    (...args: Args): void => {
      if (isOrphan()) process.exit(1);
      write(...args);
    };
  return {
    replay: journal.replay,
    open: guarded((header) => journal.open(header)),
    trial: guarded((record) => journal.trial(record)),
    close: guarded((outcome) => journal.close(outcome)),
  };
}

function refusal(error: unknown): RunEnd {
  const known = error instanceof JournalError || error instanceof ReplayMismatch || error instanceof UsageError;
  const reason = known || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
  return { kind: 'refused', reason, fatal: !(error instanceof ReplayMismatch) };
}

const problems = new Map<string, Map<string, Problem>>();

async function problemOf(reference: string, id: string): Promise<Problem> {
  const { suite } = await loadSuite(reference);
  let known = problems.get(reference);
  if (known === undefined) {
    known = new Map([...suite.problems()].map((problem) => [problem.id, problem]));
    problems.set(reference, known);
  }
  const problem = known.get(id) ?? findProblem(suite, id);
  if (problem === undefined) throw new UsageError(`${reference}: no longer holds the problem '${id}'`);
  return problem;
}

workerpool.worker(methods as unknown as Record<string, (...args: unknown[]) => unknown>);
