/** Accuracy on held-out examples beside the loss, where problems have classes: at the end of the budget, problem by problem. */
import { mean } from 'simple-statistics';
import type { Scope } from '../scope.ts';
import { quantileSorted } from '../statistics/quantile.ts';
import { blank, type Cell, type Column, type Table, word } from '../table.ts';

/** One row per problem, and their mean; undefined where no problem has classes. */
export function accuracyTable({ id, suite, runs, comparison: { optimizers } }: Scope): Table | undefined {
  const problems = new Map<string, Map<string, number[]>>();
  for (const { header, trials } of runs) {
    const last = trials.findLast(({ accuracy }) => accuracy !== undefined)?.accuracy;
    if (last === undefined) continue;
    const samples = problems.get(header.problem) ?? new Map<string, number[]>();
    problems.set(header.problem, samples.set(header.optimizer, [...(samples.get(header.optimizer) ?? []), last]));
  }
  if (problems.size === 0) return undefined;
  const shared = optimizers.map((optimizer) => [...problems.values()].every((samples) => samples.has(optimizer)));
  const means = optimizers.map((optimizer, i) =>
    shared[i] ? mean([...problems.values()].map((samples) => mean(samples.get(optimizer)!))) : undefined,
  );
  const most = Math.max(...means.map((value) => value ?? 0));
  return {
    id: `accuracy-${id}`,
    title: `Accuracy, ${suite}: share of held-out examples put in the right class at the end, median [quartiles] over seeds`,
    level: 'detail',
    columns: [
      { key: 'problem', title: 'problem', align: 'left' },
      ...optimizers.map(
        (title): Column => ({ key: title, title, align: 'right', parts: [`${title}_q1`, `${title}_q3`] }),
      ),
    ],
    rows: [
      ...[...problems].map(([problem, samples]): Cell[] => [
        word(problem),
        ...row(optimizers.map((optimizer) => samples.get(optimizer))),
      ]),
      ...(problems.size > 1
        ? [
            [
              word('mean'),
              ...means.map(
                (value): Cell =>
                  value === undefined
                    ? { ...blank(), parts: [null, null] }
                    : { value, text: share(value), best: value === most, parts: [null, null] },
              ),
            ],
          ]
        : []),
    ],
    notes: [
      'Runs are judged by the loss; accuracy is shown beside it, and no other table is made of it.',
      ...(shared.every(Boolean) ? [] : ['There is no mean for those who did not run on every one of these problems.']),
    ],
  };
}

function row(samples: readonly (readonly number[] | undefined)[]): Cell[] {
  const sorted = samples.map((sample) => Float64Array.from(sample ?? []).sort());
  const medians = sorted.map((values) => quantileSorted(values, 0.5));
  const most = Math.max(...medians.filter((value) => !Number.isNaN(value)));
  return sorted.map((values, i): Cell => {
    if (values.length === 0) return { ...blank(), parts: [null, null] };
    const [q1, q3] = [quantileSorted(values, 0.25), quantileSorted(values, 0.75)];
    const text = share(medians[i]!);
    const spread = values.length > 1 ? ` [${share(q1)}, ${share(q3)}]` : '';
    return { value: medians[i]!, text: text + spread, brief: text, parts: [q1, q3], best: medians[i] === most };
  });
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
