/** The tables of tuning, as markdown: which rate is best where, and how every rate did. */
import { lostShares, meanScore, type RateResult } from './choice.ts';
import type { Tuned, TunedTask } from './store.ts';

/** All methods in one document. */
export function tuningReport(all: readonly Tuned[]): string {
  const tasks = [
    ...new Map(all.flatMap(({ tasks }) => tasks.map(({ definition }) => [definition.name, definition]))).values(),
  ];
  const seeds = [...new Set(all.flatMap(({ tasks }) => tasks.map(({ seeds }) => seeds)))];
  return `${[
    '# Learning rates of hand-designed methods',
    '',
    'Made by `optbench tune all`, and for schedules by `optbench tune sgd momentum rmsprop adam --schedules all`. Every method at 15 ' +
      'rates on draws of training families, ' +
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
    '',
    '## As recommended and tuned',
    '',
    'Scores at the rate that the authors recommend, at the rate that is best overall, and at the best for the task; and the share of ' +
      'the progress that the first two miss.',
    '',
    ...markdown(
      ['method', 'recommended', 'missed', 'best overall', 'missed', ...tasks.map(({ name }) => name)],
      all.map(({ method, usual, best, tasks: results }) => [
        method,
        usual,
        missed(results, usual),
        best,
        missed(results, best),
        ...tasks.map(({ name }) => {
          const result = results.find(({ task }) => task === name);
          if (result === undefined) return 'unfit';
          return [usual, best, result.best].map((rate) => scoreAt(result, rate)).join(' / ');
        }),
      ]),
    ),
    ...all.flatMap(({ method, best, tasks: results }) => [
      '',
      `## ${method}`,
      '',
      ...markdown(
        ['rate', ...results.map(({ task }) => task), 'missed'],
        (results[0] === undefined ? [] : withRecommended(results[0])).map(({ rate }) => [
          rate === best ? `**${rate}**` : rate,
          ...results.map((result) => (result.best === rate ? `**${scoreAt(result, rate)}**` : scoreAt(result, rate))),
          missed(results, rate),
        ]),
      ),
    ]),
  ].join('\n')}\n`;
}

/** The grid, and the recommended rate that is none of it. */
function withRecommended({ rates, recommended }: TunedTask): readonly RateResult[] {
  return recommended === undefined ? rates : [...rates, recommended].sort((a, b) => a.rate - b.rate);
}

function scoreAt(result: TunedTask, rate: number): string {
  const found = withRecommended(result).find((one) => one.rate === rate);
  return found === undefined ? '' : shown(meanScore(found));
}

/** The share of the progress that a rate misses, the mean over tasks. */
function missed(results: readonly TunedTask[], rate: number): string {
  const shares = results.flatMap((result) => {
    const { rates, recommended } = result;
    const place = rates.findIndex((one) => one.rate === rate);
    if (place >= 0) return [lostShares(result)[place]!];
    return recommended?.rate === rate ? [lostShares({ ...result, rates: [...rates, recommended] }).at(-1)!] : [];
  });
  return shares.length < results.length || shares.length === 0
    ? ''
    : (shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(2);
}

function shown(score: number | null): string {
  return score === null ? 'diverged' : score.toFixed(2);
}

function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
