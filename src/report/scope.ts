/** What one set of tables and figures is about: a suite, or all suites together, under one measure. */
import type { Run } from '../run.ts';
import { type Comparison, compare, hasHeldOutScore, type Rates } from './comparison.ts';
import { type Field, field } from './field.ts';
import { type Pair, pairs } from './pairs.ts';
import { type Ranking, ranking } from './ranking.ts';
import type { Measure } from './trace.ts';

/** An optimizer that declined a problem, with its reason. */
export interface Unfit {
  readonly suite: string;
  readonly problem: string;
  readonly optimizer: string;
  readonly reason: string;
}

/** Everything that the tables and figures of one subject share. */
export interface Scope {
  /** Fit for a file name: 'hpo', 'hpo-value', 'all'. */
  readonly id: string;
  /** What to call it in a title: 'hpo, validation value'. */
  readonly name: string;
  /** The suite, or undefined for all of them. */
  readonly suite: string | undefined;
  readonly runs: readonly Run[];
  readonly unfit: readonly Unfit[];
  readonly comparison: Comparison;
  readonly field: Field;
  readonly ranking: Ranking;
  readonly pairs: readonly Pair[];
  /** Whether this is the scope's first measure: tables that do not depend on the measure are made once. */
  readonly primary: boolean;
  /** Whether runs carry a held-out score beside what the optimizers were told. */
  readonly heldOut: boolean;
}

/** The scopes of a campaign: all suites together, where there are several, then suite by suite. */
export async function scopes(
  runs: readonly Run[],
  optimizers: readonly string[],
  unfit: readonly Unfit[],
  rates?: Rates,
): Promise<Scope[]> {
  const suites = [...new Set(runs.map(({ header }) => header.suite))];
  const subjects = suites.length > 1 ? [undefined, ...suites] : suites;
  const result: Scope[] = [];
  for (const suite of subjects) {
    const own = suite === undefined ? runs : runs.filter(({ header }) => header.suite === suite);
    const ownUnfit = unfit.filter((pair) => suite === undefined || pair.suite === suite);
    const heldOut = suite !== undefined && hasHeldOutScore(own);
    for (const measure of heldOut ? (['score', 'value'] as const) : (['score'] as const)) {
      const comparison = compare(own, measure, optimizers, rates);
      const found = field(comparison);
      result.push({
        id: `${suite ?? 'all'}${measure === 'value' ? '-value' : ''}`,
        name: `${suite ?? 'all suites'}${heldOut ? `, ${measureName(measure, own)}` : ''}`,
        suite,
        runs: own,
        unfit: ownUnfit,
        comparison,
        field: found,
        ranking: await ranking(found),
        pairs: await pairs(comparison),
        primary: measure === 'score',
        heldOut,
      });
    }
  }
  return result;
}

/** What a suite with held-out scores is reported by: what is judged, and what the optimizers were told. */
function measureName(measure: Measure, runs: readonly Run[]): string {
  if (measure === 'score') return 'held-out score';
  return runs.some(({ header }) => header.order === 1) ? 'training value' : 'validation value';
}
