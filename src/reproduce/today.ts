/**
 * Today's bar: every learned optimizer against every rival, on problems that none was trained on. Win rates at the end of the
 * budget, paired by problem and seed, with bootstrap intervals; then the whole report of these runs, as of any campaign.
 */
import { documents, markdownReport } from '../report/documents.ts';
import { figures } from '../report/figures/figures.ts';
import { markdown } from '../report/formats/markdown.ts';
import type { Pair } from '../report/pairs.ts';
import { type Report, report } from '../report/report.ts';
import type { Scope } from '../report/scope.ts';
import { blank, estimate, type Table, type Cell as TableCell, whole, word } from '../report/table.ts';
import type { Panel, Reproduction } from '../reproduction.ts';
import type { Run } from '../run.ts';
import type { Cell, CellRun } from './cell.ts';
import type { PanelCells } from './summary.ts';
import { column } from './tables.ts';

/** What a report has to know of a problem. */
export interface Subject {
  readonly dim: number;
  readonly optimum: number | null;
}

/** All files, by their path. `subjects` are the problems, by suite/id. */
export async function todayDocuments(
  { today, title }: Reproduction,
  panels: readonly PanelCells[],
  subjects: ReadonlyMap<string, Subject>,
): Promise<Map<string, string | Uint8Array>> {
  const cells = panels.flatMap(({ panel, cells }) => cells.map((cell) => ({ panel, cell })));
  const runs = cells.flatMap(({ panel, cell }) => runsOf(panel, cell, subjects));
  const optimizers = [...new Set(cells.map(({ cell }) => cell.header.optimizer))];
  const learned = [
    ...new Set(cells.filter(({ cell }) => cell.header.learned).map(({ cell }) => cell.header.optimizer)),
  ];
  const rivals = optimizers.filter((name) => today!.rivals.test(name));
  const unfit = panels.flatMap(({ panel, unfit }) =>
    unfit.flatMap(({ optimizer, reason, problems }) =>
      problems.map((problem) => ({ suite: panel.place(1).suite, problem, optimizer, reason })),
    ),
  );
  const made = await report(runs, { optimizers, unfit });
  const scopes = made.sections.map(({ scope }) => scope);
  const heading = { title: 'In full', facts: ['the same runs, reported as any campaign'] };
  const tables = scopes.map((scope) => duelTable(scope, learned, rivals));
  const files = new Map<string, string | Uint8Array>();
  files.set(
    'report.md',
    text(title, tables, losses(scopes, learned, rivals), markdownReport(made, await figures(scopes), heading)),
  );
  files.set('summary.json', `${JSON.stringify(rows(scopes, learned, rivals), null, 1)}\n`);
  for (const [path, content] of await documents(lean(made), heading)) {
    if (path.startsWith('figures/')) files.set(path, content);
  }
  return files;
}

/** The tables that take long to print and nobody reads here are left out. */
function lean(made: Report): Report {
  return { ...made, sections: made.sections.map(({ scope }) => ({ scope, tables: [] })) };
}

/** The runs behind a cell, thinned to the evaluations that improved: as much as a report reads of them. */
function runsOf(panel: Panel, { header, runs }: Cell, subjects: ReadonlyMap<string, Subject>): Run[] {
  return runs.map((run): Run => {
    const { suite, problem, seed } = panel.place(run.run);
    const { dim, optimum } = subjects.get(`${suite}/${problem}`)!;
    return {
      header: {
        suite,
        problem,
        optimizer: header.optimizer,
        seed,
        budget: header.budget,
        workers: 1,
        dim,
        order: 0,
        optimum,
      },
      trials: trials(run, header.budget),
      outcome: run.failed === undefined ? { kind: 'finished' } : { kind: 'failed', reason: run.failed },
    };
  });
}

function trials({ counts, values, seconds }: CellRun, budget: number): Run['trials'] {
  const each = { ask: seconds / budget, evaluate: 0, tell: 0 };
  const improved = counts.map(
    (count, i) => ({ id: count - 1, value: values[i]!, status: 'ok', x: '', seconds: each }) as const,
  );
  // The last evaluation, so that the record is seen to go to the end of the budget.
  return counts.at(-1) === budget
    ? improved
    : [...improved, { id: budget - 1, value: values.at(-1) ?? null, status: 'ok', x: '', seconds: each }];
}

/** Win rates of the learned against the rivals in one scope. */
function duelTable(scope: Scope, learned: readonly string[], rivals: readonly string[]): Table {
  const present = learned.filter((name) => scope.comparison.optimizers.includes(name));
  const others = rivals.filter((name) => scope.comparison.optimizers.includes(name));
  return {
    id: `duels-${scope.id}`,
    title: `Win rates, ${scope.name}`,
    level: 'summary',
    columns: [
      { key: 'optimizer', title: 'learned', align: 'left' },
      column('problems'),
      ...others.map((name) => column(`against ${name}`)),
    ],
    rows: present.map((name) => {
      const duels = others.map((rival) => duel(scope.pairs, name, rival));
      const problems = Math.max(0, ...duels.map((found) => found?.problems ?? 0));
      return [word(name), whole(problems), ...duels.map(duelCell)];
    }),
    notes: [],
  };
}

/** What one learned optimizer's meetings with one rival came to, from its side. */
interface Duel {
  readonly problems: number;
  readonly winRate: number;
  readonly interval: readonly [number, number] | undefined;
}

function duel(pairs: readonly Pair[], name: string, rival: string): Duel | undefined {
  for (const { first, second, problems, winRate, winRateInterval: interval } of pairs) {
    if (first === name && second === rival) return { problems, winRate, interval };
    if (first === rival && second === name) {
      return { problems, winRate: 1 - winRate, interval: interval && [1 - interval[1], 1 - interval[0]] };
    }
  }
  return undefined;
}

function duelCell(found: Duel | undefined): TableCell {
  if (found === undefined) return blank();
  const shown = estimate(found.winRate, found.interval);
  const verdict = verdictOf(found);
  const mark = verdict === 'wins' ? ' ▲' : verdict === 'loses' ? ' ▼' : '';
  return { ...shown, text: `${shown.text}${mark}`, best: verdict === 'wins' };
}

function verdictOf({ interval }: Duel): 'wins' | 'loses' | 'open' {
  if (interval === undefined) return 'open';
  return interval[0] > 0.5 ? 'wins' : interval[1] < 0.5 ? 'loses' : 'open';
}

/** Where the learned ones lose, and where they win: one list each, suite by suite. */
function losses(scopes: readonly Scope[], learned: readonly string[], rivals: readonly string[]): string {
  const suites = scopes.filter(({ suite }) => suite !== undefined);
  const lines = learned.map((name) => {
    const against = (verdict: 'wins' | 'loses'): string => {
      const found = suites.flatMap(({ name: suite, pairs }) =>
        rivals.flatMap((rival) => {
          const met = duel(pairs, name, rival);
          return met !== undefined && verdictOf(met) === verdict
            ? [`${rival} on ${suite} (${met.winRate.toFixed(2)})`]
            : [];
        }),
      );
      return found.length > 0 ? found.join(', ') : 'nobody';
    };
    return `| ${name} | ${against('loses')} | ${against('wins')} |`;
  });
  return ['| learned | loses to | beats |', '|---|---|---|', ...lines, ''].join('\n');
}

function rows(scopes: readonly Scope[], learned: readonly string[], rivals: readonly string[]) {
  return scopes.flatMap((scope) =>
    learned.flatMap((optimizer) =>
      rivals.flatMap((rival) => {
        const met = duel(scope.pairs, optimizer, rival);
        if (met === undefined) return [];
        return [
          {
            scope: scope.id,
            optimizer,
            rival,
            problems: met.problems,
            winRate: met.winRate,
            ci95: met.interval ?? null,
          },
        ];
      }),
    ),
  );
}

function text(title: string, tables: readonly Table[], summary: string, full: string): string {
  return [
    `# Today's bar: learned optimizers on problems beyond the paper\n`,
    `Beside "${title}". No learned optimizer was trained on any of these problems. A win is a lower best value at the end of 100 ` +
      'evaluations, a tie half a win; 95 % intervals by a bootstrap over problems and seeds. ▲ the learned optimizer wins, ▼ it loses: ' +
      'the interval leaves out 1/2.\n',
    '## Where the learned ones lose, and where they win\n',
    summary,
    ...tables.map((table) => markdown(table, 2)),
    full
      .replace(/^# /, '## ')
      .replace(/\n## /g, '\n### ')
      .replace(/\n### (?=[A-Z][a-z]+, )/g, '\n#### '),
  ].join('\n');
}
