/** The tables of tuning, as markdown: which rate is best where, and how every rate did. */
import { lostShares, meanScore } from './choice.ts';
import type { Tuned } from './store.ts';

/** All methods in one document. */
export function tuningReport(all: readonly Tuned[]): string {
  const tasks = [
    ...new Map(all.flatMap(({ tasks }) => tasks.map(({ definition }) => [definition.name, definition]))).values(),
  ];
  const seeds = [...new Set(all.flatMap(({ tasks }) => tasks.map(({ seeds }) => seeds)))];
  return `${[
    '# Learning rates of hand-designed methods',
    '',
    'Made by `optbench tune all`. Every method at 15 rates on draws of training families, ' +
      `${seeds.join(' or ')} seeds. A score is log10 of the gap that is left, the median over the last tenth of the evaluations, ` +
      'relative to the gap at the start: -1 is a tenth of it. The best rate overall misses least of the progress ' +
      "that each task's best rate makes, seed by seed, no progress counting 1 and divergence 2.",
    '',
    ...markdown(
      ['task', 'suite', 'family', 'evaluations', 'draws per seed'],
      tasks.map(({ name, suite, family, steps, draws }) => [
        name,
        suite,
        `\`${JSON.stringify(family)}\``,
        steps,
        draws,
      ]),
    ),
    '',
    '## The best rate, and its score',
    '',
    ...markdown(
      ['method', 'recommended', 'best overall', ...tasks.map(({ name }) => name)],
      all.map(({ method, usual, best, tasks: results }) => [
        method,
        usual,
        `**${best}**`,
        ...tasks.map(({ name }) => {
          const result = results.find(({ task }) => task === name);
          const rate = result?.rates.find(({ rate }) => rate === result.best);
          return rate === undefined ? 'unfit' : `${result!.best} (${shown(meanScore(rate))})`;
        }),
      ]),
    ),
    ...all.flatMap(({ method, best, tasks: results }) => [
      '',
      `## ${method}`,
      '',
      ...markdown(
        ['rate', ...results.map(({ task }) => task), 'missed'],
        (results[0]?.rates ?? []).map(({ rate }, i) => [
          rate === best ? `**${rate}**` : rate,
          ...results.map(({ rates, best: top }) =>
            top === rate ? `**${shown(meanScore(rates[i]!))}**` : shown(meanScore(rates[i]!)),
          ),
          (results.reduce((sum, result) => sum + lostShares(result)[i]!, 0) / results.length).toFixed(2),
        ]),
      ),
    ]),
  ].join('\n')}\n`;
}

function shown(score: number | null): string {
  return score === null ? 'diverged' : score.toFixed(2);
}

function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
