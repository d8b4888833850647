/** What every suite keeps: it lists the same problems every time, each under a name of its own, with a budget. */
import type { Suite } from '../suite.ts';
import { firstEvidence, type Law } from './law.ts';
import { unfitName } from './wording.ts';

/** The laws of suites. */
export const suiteLaws: readonly Law<Suite>[] = [
  {
    name: 'the name is fit for a file name',
    test: ({ name }) => unfitName(name),
  },
  {
    name: 'it says what it is about',
    test: ({ about }) =>
      typeof about === 'string' && about.trim() !== '' ? undefined : `about is ${JSON.stringify(about)}`,
  },
  {
    name: 'it lists the same problems every time',
    test(suite) {
      const [once, twice] = [ids(suite), ids(suite)];
      if (once.length === 0) return 'it lists no problem';
      const i = once.findIndex((id, k) => id !== twice[k]);
      if (i < 0 && once.length === twice.length) return undefined;
      return `the first time problem ${i + 1} is ${once[i] ?? 'missing'}, the second time ${twice[i] ?? 'missing'}`;
    },
  },
  {
    name: 'every problem has an id of its own, fit for a file name',
    test(suite) {
      const seen = new Set<string>();
      return firstEvidence(ids(suite), (id) => {
        if (seen.has(id)) return `two problems are called '${id}'`;
        seen.add(id);
        return unfitName(id);
      });
    },
  },
  {
    name: 'budgets and seeds are whole numbers above 0',
    test(suite) {
      if (!Number.isInteger(suite.seeds) || suite.seeds < 1) return `seeds is ${suite.seeds}`;
      return firstEvidence(suite.problems(), (problem) => {
        const budget = suite.budget(problem);
        return Number.isInteger(budget) && budget > 0 ? undefined : `the budget of ${problem.id} is ${budget}`;
      });
    },
  },
  {
    name: 'what it finds by id bears that id',
    test(suite) {
      if (suite.find === undefined) return undefined;
      const stranger = suite.find('no-such-problem');
      if (stranger !== undefined) return `it finds 'no-such-problem', and that is called '${stranger.id}'`;
      return firstEvidence(ids(suite).slice(0, 200), (id) => {
        const found = suite.find?.(id);
        return found === undefined || found.id === id ? undefined : `asked for '${id}' it finds '${found.id}'`;
      });
    },
  },
];

function ids(suite: Suite): readonly string[] {
  return Array.from(suite.problems(), ({ id }) => id);
}
