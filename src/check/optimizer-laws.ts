/** What every optimizer keeps, learned ones with their weights frozen included. */
import type { Optimizer, Trial } from '../optimizer.ts';
import type { Oracle, Problem } from '../problem.ts';
import { run } from '../run.ts';
import {
  BUDGET,
  type Candidate,
  type Disguise,
  type Drive,
  drive,
  exercisesFor,
  openSession,
  type Transcript,
  unfitFor,
} from './drive.ts';
import { exercises, few } from './exercises.ts';
import { type Evidence, firstEvidence, type Law } from './law.ts';
import { samePoint, show, unfitName } from './wording.ts';

/** The laws of optimizers. One that breaks off in an undisturbed run has broken the first that forbids it, and no more. */
export const optimizerLaws: readonly Law<Candidate>[] = [
  {
    name: 'the name is fit for a file name',
    test: ({ optimizer }) => unfitName(optimizer.name),
  },
  {
    name: 'the source is named',
    test: ({ optimizer: { source } }) =>
      typeof source === 'string' && source.trim() !== '' ? undefined : `source is ${JSON.stringify(source)}`,
  },
  {
    name: 'it says why, where it is unfit, and is fit for something',
    test({ optimizer }) {
      const reasons = exercises.flat().map((problem) => unfitFor(optimizer, problem));
      if (reasons.some((reason) => reason?.trim() === '')) return 'it is unfit for a reason that it does not name';
      return reasons.includes(undefined) ? undefined : `it is unfit for every exercise: ${reasons.join('; ')}`;
    },
  },
  {
    name: 'same seed, same run',
    test: ({ optimizer, plain }) =>
      onEach(optimizer, {}, async (problem) => difference(await plain(problem), await drive(optimizer, problem))),
  },
  {
    name: 'two runs side by side do not disturb each other',
    test: ({ optimizer }) =>
      onEach(optimizer, {}, async (problem) => {
        const alone = await drive(optimizer, problem);
        if (difference(alone, await drive(optimizer, problem)) !== undefined) return undefined;
        const one = await openSession(optimizer, problem, {});
        const other = await openSession(optimizer, problem, { seed: 1 });
        while (await one.step()) await other.step();
        await other.close();
        return difference(alone, await one.close());
      }),
  },
  {
    name: 'it never asks outside the space',
    test: ({ optimizer, plain }) =>
      onEach(optimizer, {}, async (problem) => {
        const { fault } = await plain(problem);
        return fault?.kind === 'outside' ? fault.evidence : undefined;
      }),
  },
  {
    name: 'it spends the budget, not one more',
    test: ({ optimizer, plain }) =>
      onEach(optimizer, {}, async (problem) => {
        if ((await plain(problem)).fault?.kind === 'outside') return undefined;
        // By their ids: where a method stands elsewhere than on its trial, the loop looks that up under the trial's id.
        const evaluated = new Set<number>();
        const counted: Problem = {
          ...problem,
          start: (rng) => counting(problem.start(rng), (id) => evaluated.add(id)),
        };
        const { trials, outcome } = await run(optimizer, counted, { suite: 'check', seed: 0, budget: BUDGET });
        if (outcome.kind === 'failed') return outcome.reason;
        if (trials.length === BUDGET && evaluated.size === BUDGET) return undefined;
        return `of a budget of ${BUDGET} it made ${trials.length} trials and ${evaluated.size} evaluations`;
      }),
  },
  {
    name: 'it works with results told out of order',
    test: (candidate) => endures(candidate, { workers: 3 }),
  },
  {
    name: 'it survives failed evaluations',
    test: (candidate) =>
      firstEvidence([() => true, ({ id }: Trial) => id % 2 === 0, ({ id }: Trial) => id > 3], (fails) =>
        endures(candidate, { disguise: (trial) => (fails(trial) ? { value: Number.POSITIVE_INFINITY } : trial) }),
      ),
  },
  {
    name: 'it survives constant values',
    test: (candidate) => endures(candidate, { disguise: flat }),
  },
  {
    name: 'it survives huge values',
    test: (candidate) =>
      firstEvidence([1e300, -1e300], (size) => endures(candidate, { disguise: (trial) => inflated(trial, size) })),
  },
  {
    name: 'it survives meeting the same points again',
    test: async ({ optimizer }) =>
      unfitFor(optimizer, few) === undefined ? unfinished(await drive(optimizer, few)) : undefined,
  },
  {
    name: 'it does not change what it is told',
    test: ({ optimizer, plain }) =>
      onEach(optimizer, {}, async (problem) =>
        firstEvidence((await plain(problem)).told, ({ trial, before }) =>
          samePoint(trial.x, before.x) && sameGradient(trial, before)
            ? undefined
            : `told x = ${show(before.x)}, it made ${show(trial.x)} of it (or changed the gradient)`,
        ),
      ),
  },
  {
    name: 'a proposal, once made, stays as it is',
    test: ({ optimizer, plain }) =>
      onEach(optimizer, {}, async (problem) => {
        const { proposals, handed } = await plain(problem);
        const i = proposals.findIndex((x, k) => !samePoint(x, handed[k]));
        return i < 0 ? undefined : `trial ${i} was ${show(proposals[i])} and later became ${show(handed[i])}`;
      }),
  },
];

/** The first evidence on the exercises that it is fit for. */
function onEach(
  optimizer: Optimizer,
  options: Drive,
  test: (problem: Problem) => Promise<Evidence>,
): Promise<Evidence> {
  return firstEvidence(exercisesFor(optimizer, options), async (problem) => {
    const evidence = await test(problem);
    return evidence === undefined ? undefined : `on '${problem.id}': ${evidence}`;
  });
}

/** Whether it spends its budget in a run made harder; what breaks off even without that is no evidence. */
function endures({ optimizer, plain }: Candidate, harder: Drive): Promise<Evidence> {
  return onEach(optimizer, harder, async (problem) =>
    unfinished(await plain(problem)) === undefined ? unfinished(await drive(optimizer, problem, harder)) : undefined,
  );
}

function unfinished({ fault, told }: Transcript): Evidence {
  if (fault !== undefined) return fault.evidence;
  return told.length === BUDGET ? undefined : `it stopped after ${told.length} of ${BUDGET} trials`;
}

const flat: Disguise = ({ gradient }) => ({ value: 3.5, ...(gradient && { gradient: gradient.map(() => 0) }) });

/** Two trials in three of this size, value and gradient. */
const inflated = (trial: Trial, size: number): ReturnType<Disguise> =>
  trial.id % 3 === 0
    ? trial
    : {
        value: size * (1 + (trial.id % 2)),
        ...(trial.gradient && { gradient: trial.gradient.map((g) => Math.sign(g) * Math.abs(size)) }),
      };

function difference(a: Transcript, b: Transcript): Evidence {
  const i = a.proposals.findIndex((x, k) => !samePoint(x, b.proposals[k]));
  if (i >= 0) return `trial ${i} is ${show(a.proposals[i])} and then ${show(b.proposals[i] ?? 'missing')}`;
  return a.fault?.evidence === b.fault?.evidence ? undefined : 'it breaks off differently';
}

function sameGradient({ gradient: a }: Trial, { gradient: b }: Trial): boolean {
  return a === undefined ? b === undefined : samePoint(a, b);
}

async function counting(started: ReturnType<Problem['start']>, count: (id: number) => void): Promise<Oracle> {
  const oracle = await started;
  return {
    evaluate(point, ticket) {
      count(ticket.id);
      return oracle.evaluate(point, ticket);
    },
    close: () => oracle.close?.(),
  };
}
