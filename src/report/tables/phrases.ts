/** Turns of phrase that titles and notes share. */
import type { Scope } from '../scope.ts';
import { significant } from '../table.ts';

/** '12 problems, 3 seeds, 30 evaluations'. */
export function extent({ comparison, runs }: Scope): string {
  const seeds = new Set(runs.map(({ header }) => header.seed)).size;
  const budgets = comparison.problems.map(({ budget }) => budget);
  const [low, high] = [Math.min(...budgets), Math.max(...budgets)];
  const workers = [...new Set(runs.map(({ header }) => header.workers))].filter((count) => count > 1);
  return [
    counted(comparison.problems.length, 'problem'),
    counted(seeds, 'seed'),
    low === high ? counted(low, 'evaluation') : `${low} to ${high} evaluations`,
    ...(workers.length > 0 ? [`${workers.join(' or ')} workers`] : []),
  ].join(', ');
}

/** Who is not ranked and which problems do not count, in words. */
export function leftOut({ field, comparison, unfit }: Scope): string[] {
  const notes: string[] = [];
  for (const name of field.unranked) {
    const ran = comparison.problems.filter(({ traces }) => traces.has(name)).length;
    const reasons = [...new Set(unfit.filter(({ optimizer }) => optimizer === name).map(({ reason }) => reason))];
    notes.push(
      `Not ranked: ${name} ran on ${ran} of ${counted(comparison.problems.length, 'problem')}` +
        `${reasons.length > 0 ? ` (${listed(reasons, 2)})` : ''}; its numbers are of those alone.`,
    );
  }
  if (field.leftOut.length > 0) {
    notes.push(
      `Ranks are of ${field.meetings.length} of ${counted(comparison.problems.length, 'problem')}, those that every ranked ` +
        `optimizer ran; left out: ${listed(field.leftOut.map(({ id }) => id))}.`,
    );
  }
  const beaten = comparison.problems.filter(
    ({ best, optimum, traces, baseline }) =>
      optimum !== undefined &&
      [...traces.values()]
        .flat()
        .some(({ standings }) => standings.some((s) => s < best - 1e-8 * Math.max(1, baseline - best))),
  );
  if (beaten.length > 0)
    notes.push(`Below the stated optimum: ${listed(beaten.map(({ id }) => id))}; check these problems.`);
  return notes;
}

/** '= 0.012', '< 1e-10'. */
export function probability(p: number): string {
  return p < 1e-10 ? '< 1e-10' : `= ${significant(p, 2)}`;
}

/** The first few of a list, and how many more there are. */
export function listed(items: readonly string[], most = 8): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/** '1 problem', '2 problems'. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The optimizers of some rows. */
export function names(rows: readonly { readonly optimizer: string }[]): string[] {
  return rows.map(({ optimizer }) => optimizer);
}
