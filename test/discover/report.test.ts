/** The report of searches: tables of what was found and held against what is known, and the curve of the search. */
import { expect, it } from 'vitest';
import { discoveryDocuments } from '../../src/cli/discover/report.ts';
import { transferTasks } from '../../src/cli/discover/tasks.ts';
import { finalists, peers, ranked } from '../../src/discover/finals.ts';
import type { Journal } from '../../src/discover/store.ts';

const journal = (by: string, rewards: readonly number[]): Journal => ({
  header: { by, seed: 1, family: { networks: ['digits-mlp-relu-20-b32'] } } as unknown as Journal['header'],
  children: rewards.map((reward, i) => ({
    ...{ child: i + 1, proposed: 2 * (i + 1), program: [], rate: 0.01 },
    ...{ rule: `m + ${i + 2} * g`, reward },
  })),
});

it('tells of every search, of the chosen rules beside their peers, and of tasks that no search saw', async () => {
  const journals = [journal('ppo', [0.1, 0.85, 0.5]), journal('random', [0.2, 0.4, 0.82])];
  const found = finalists(journals, 2);
  const chosen = found.slice(0, 1).map((one) => ({ ...one, name: 'found-1' }));
  const entrants = [...chosen, ...peers];
  const rewards = (shift: number) => [0.8 + shift, 0.9 + shift];
  const confirmation = ranked(entrants, ({ name }) => rewards(name === 'found-1' ? 0.05 : 0));
  const rows = entrants.map((entrant) => ({ entrant, rate: 0.03, rewards: rewards(0) }));
  const documents = await discoveryDocuments({
    journals,
    selection: ranked(found, () => rewards(0)),
    chosen,
    confirmation,
    transfer: [{ task: transferTasks[0]!, rows }],
  });
  expect([...documents.keys()]).toEqual(['report.md', 'progress.svg', 'rules.json', 'summary.json']);
  const report = documents.get('report.md')!;
  expect(report).toMatch(/\| ppo, seed 1 +\| +3 \| +6 \|/);
  expect(report).toMatch(
    /\| +1 \| found-1 +\| m \+ 3 \\\* g +\| 0\.9000 \[0\.8500, 0\.9500\] \| 0\.0500 \[0\.0500, 0\.0500\] \|/,
  );
  expect(report).toContain('## A task that no search saw: auto-encoder');
  expect(documents.get('progress.svg')).toMatch(/^<svg /);
  expect(JSON.parse(documents.get('rules.json')!)).toEqual([
    { name: 'found-1', rule: 'm + 3 * g', rate: 0.01, by: 'ppo', seed: 1, child: 2 },
  ]);
  expect(JSON.parse(documents.get('summary.json')!).confirmation[0]).toMatchObject({ name: 'found-1', draws: 2 });
});
