/** Learning rates, where a campaign holds several of one method: which is best, and how much it matters. */
import { mean } from 'simple-statistics';
import type { Comparison, ProblemRuns } from '../comparison.ts';
import { bestSetting, type RatedScore, width } from '../measures/sensitivity.ts';
import type { Scope } from '../scope.ts';
import { cellMean } from '../statistics/bootstrap.ts';
import { blank, type Cell, type Column, percent, real, type Table, whole, word } from '../table.ts';
import { divergenceRate } from '../training.ts';
import { finalRegrets } from './training.ts';

/** Fewer rates than these say nothing of how much the rate matters. */
const FEWEST = 3;

/** A method at several rates. */
export interface RatedMethod {
  readonly method: string;
  /** In the order of the rates. */
  readonly settings: readonly (RatedScore & { readonly optimizer: string })[];
}

/** The methods with at least three rates, scored by mean normalised regret at the end. */
export function ratedMethods({ optimizers, problems, rates }: Comparison): RatedMethod[] {
  const methods = new Map<string, { rate: number; score: number; optimizer: string }[]>();
  for (const optimizer of optimizers) {
    const rated = rates.get(optimizer);
    if (rated === undefined) continue;
    const { method, rate } = rated;
    methods.set(method, [...(methods.get(method) ?? []), { rate, score: score(problems, optimizer), optimizer }]);
  }
  return [...methods]
    .filter(([, settings]) => settings.length >= FEWEST)
    .map(([method, settings]) => ({ method, settings: settings.sort((a, b) => a.rate - b.rate) }));
}

function score(problems: readonly ProblemRuns[], optimizer: string): number {
  return cellMean(finalRegrets(problems, optimizer));
}

/** One row per method; undefined where no method has enough rates. */
export function rateTable({ id, name }: Scope, comparison: Comparison): Table | undefined {
  const methods = ratedMethods(comparison);
  if (methods.length === 0) return undefined;
  const bests = methods.map(({ settings }) => bestSetting(settings));
  const widest = Math.max(...methods.map(({ settings }) => width(settings)));
  const column = (key: string, title: string, drop = 0): Column => ({ key, title, align: 'right', drop });
  return {
    id: `rates-${id}`,
    title: `Learning rates, ${name}: mean normalised regret at the end`,
    level: 'detail',
    columns: [
      { key: 'method', title: 'method', align: 'left' },
      column('rates', 'rates', 2),
      column('best_rate', 'best rate'),
      column('best', 'at the best'),
      column('lower', 'one below', 1),
      column('higher', 'one above', 1),
      column('width', 'width'),
      column('diverged', 'diverged', 3),
    ],
    rows: methods.map(({ settings }, i): Cell[] => {
      const best = bests[i]!;
      const place = settings.findIndex(({ rate }) => rate === best.rate);
      const [lower, higher] = [settings[place - 1], settings[place + 1]];
      const wide = width(settings);
      return [
        word(methods[i]!.method),
        whole(settings.length),
        real(best.rate),
        { ...real(best.score), best: best.score === Math.min(...bests.map(({ score }) => score)) },
        lower === undefined ? blank() : real(lower.score),
        higher === undefined ? blank() : real(higher.score),
        { ...real(wide), text: wide.toFixed(1), best: wide === widest && wide > 0 },
        percent(mean(settings.map(({ optimizer }) => divergenceRate(comparison.problems, optimizer)))),
      ];
    }),
    notes: [
      'Width: powers of ten around the best rate within which the regret is at most twice the best; 0: only the best rate will do.',
      'The best rate is chosen on these problems: a tuned optimizer is one whose rate was chosen on others.',
    ],
  };
}
