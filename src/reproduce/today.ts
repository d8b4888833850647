/**
 * Today's bar: every learned optimizer against every rival, on problems that none was trained on. Win rates early and at the end
 * of the budget, paired by problem and seed, with bootstrap intervals; then the report of these runs, as of any campaign.
 */
import { markdownReport } from '../report/documents.ts';
import { standalone } from '../report/figures/draw.ts';
import { figures } from '../report/figures/figures.ts';
import { png } from '../report/figures/png.ts';
import { markdown } from '../report/formats/markdown.ts';
import type { Pair } from '../report/pairs.ts';
import { type Report, report } from '../report/report.ts';
import { type Scope, scopes } from '../report/scope.ts';
import { blank, estimate, type Table, type Cell as TableCell, whole, word } from '../report/table.ts';
import type { Panel, Reproduction } from '../reproduction.ts';
import type { Run } from '../run.ts';
import type { Cell, CellRun } from './cell.ts';
import { missingCells, missingText } from './missing.ts';
import type { PanelCells } from './summary.ts';
import { column } from './tables.ts';

/** What a report has to know of a problem. */
export interface Subject {
  readonly dim: number;
  readonly optimum: number | null;
}

/** All files, by their path. `subjects` are the problems, by suite/id. */
export async function todayDocuments(
  reproduction: Reproduction,
  panels: readonly PanelCells[],
  subjects: ReadonlyMap<string, Subject>,
): Promise<Map<string, string | Uint8Array>> {
  const { today, title } = reproduction;
  const all = panels.flatMap(({ panel, cells }) => cells.map((cell) => ({ panel, cell })));
  const headers = all.map(({ cell }) => cell.header);
  const optimizers = [...new Set(headers.map(({ optimizer }) => optimizer))];
  const learned = optimizers.filter((name) => headers.some((header) => header.optimizer === name && header.learned));
  const rivals = optimizers.filter((name) => today!.rivals.test(name));
  const unfit = panels.flatMap(({ panel, unfit }) =>
    unfit.flatMap(({ optimizer, reason, problems }) =>
      problems.map((problem) => ({ suite: panel.place(1).suite, problem, optimizer, reason })),
    ),
  );
  const after = (evaluations: number): Run[] =>
    all.flatMap(({ panel, cell }) => runsOf(panel, cell, subjects, evaluations));
  const made = shortened(await report(after(END), { optimizers, unfit }));
  const early = await scopes(after(EARLY), optimizers, unfit);
  const late = made.sections.map(({ scope }) => scope);
  const drawn = (await figures(late)).map((of) => of.filter(({ id }) => /^(regret|ranks|profile)-/.test(id)));
  const heading = { title: 'In full', facts: ['The same runs, reported as any campaign'] };
  const files = new Map<string, string | Uint8Array>();
  const bars = [
    { evaluations: END, scopes: late },
    { evaluations: EARLY, scopes: early },
  ].map(({ evaluations, scopes }) => ({ evaluations, scopes, duels: duels(scopes, learned, rivals) }));
  files.set(
    'report.md',
    text(title, bars, learned, missingText(missingCells(reproduction, panels)), markdownReport(made, drawn, heading)),
  );
  files.set(
    'summary.json',
    lines(bars.flatMap(({ evaluations, duels }) => duels.map((duel) => ({ evaluations, ...duel })))),
  );
  for (const { id, svg } of drawn.flat()) {
    files.set(`figures/${id}.svg`, standalone(svg));
    files.set(`figures/${id}.png`, await png(svg));
  }
  return files;
}

/** Evaluations after which the optimizers are compared. */
const END = 100;
const EARLY = 20;

/** Without the tables that a campaign's journals are needed for. */
function shortened(made: Report): Report {
  const kept = ({ id }: Table): boolean => !/^(seconds|costs|failures)-/.test(id);
  return { ...made, sections: made.sections.map(({ scope, tables }) => ({ scope, tables: tables.filter(kept) })) };
}

/** The runs behind a cell, thinned to the evaluations that improved: as much as a report reads of them. */
function runsOf(panel: Panel, { header, runs }: Cell, subjects: ReadonlyMap<string, Subject>, budget: number): Run[] {
  return runs.map((run): Run => {
    const { suite, problem, seed } = panel.place(run.run);
    const { dim, optimum } = subjects.get(`${suite}/${problem}`)!;
    return {
      header: {
        suite,
        problem,
        optimizer: header.optimizer,
        seed,
        budget,
        workers: 1,
        dim,
        order: 0,
        optimum,
      },
      trials: trials(run, Math.min(budget, header.budget)),
      outcome: run.failed === undefined ? { kind: 'finished' } : { kind: 'failed', reason: run.failed },
    };
  });
}

function trials({ counts, values, seconds }: CellRun, budget: number): Run['trials'] {
  const each = { ask: seconds / budget, evaluate: 0, tell: 0 };
  const within = counts.filter((count) => count <= budget);
  const trial = (count: number, value: number | null) =>
    ({ id: count - 1, value, status: 'ok', x: '', seconds: each }) as const;
  const improved = within.map((count, i) => trial(count, values[i]!));
  // The last evaluation too, so that the record is seen to go to the end of the budget.
  return within.at(-1) === budget ? improved : [...improved, trial(budget, values[within.length - 1] ?? null)];
}

/** What a learned optimizer's meetings with a rival came to in one scope, from its side. */
interface Duel {
  readonly scope: string;
  readonly optimizer: string;
  readonly rival: string;
  readonly problems: number;
  /** Wins and half the ties, as a share. */
  readonly winRate: number;
  readonly ci95: readonly [number, number] | null;
  /** Whether the interval leaves out 1/2, and on which side; open with fewer than five problems. */
  readonly verdict: 'wins' | 'loses' | 'open';
}

/** Problems from which on a suite can tell two optimizers apart: one seed of one problem is an anecdote, not an interval. */
const FEWEST = 5;

function duels(scopes: readonly Scope[], learned: readonly string[], rivals: readonly string[]): Duel[] {
  return scopes.flatMap(({ id, pairs }) =>
    learned.flatMap((optimizer) => rivals.flatMap((rival) => duel(id, pairs, optimizer, rival) ?? [])),
  );
}

function duel(scope: string, pairs: readonly Pair[], optimizer: string, rival: string): Duel | undefined {
  for (const { first, second, problems, winRate: rate, winRateInterval: interval = null } of pairs) {
    if (![first, second].includes(optimizer) || ![first, second].includes(rival) || optimizer === rival) continue;
    const turned = first === rival;
    const ci95 = turned ? interval && ([1 - interval[1], 1 - interval[0]] as const) : interval;
    const verdict =
      ci95 === null || problems < FEWEST ? 'open' : ci95[0] > 0.5 ? 'wins' : ci95[1] < 0.5 ? 'loses' : 'open';
    return { scope, optimizer, rival, problems, winRate: turned ? 1 - rate : rate, ci95, verdict };
  }
  return undefined;
}

/** Win rates of the learned against the rivals in one scope. */
function duelTable({ id, name }: Scope, all: readonly Duel[], evaluations: number): Table {
  const own = all.filter(({ scope }) => scope === id);
  const rivals = [...new Set(own.map(({ rival }) => rival))];
  return {
    id: `duels-${id}-${evaluations}`,
    title: `Win rates after ${evaluations} evaluations, ${name}`,
    level: 'summary',
    columns: [{ key: 'optimizer', title: 'learned', align: 'left' }, ...['problems', ...rivals].map(column)],
    rows: [...new Set(own.map(({ optimizer }) => optimizer))].map((optimizer) => {
      const met = rivals.map((rival) => own.find((duel) => duel.optimizer === optimizer && duel.rival === rival));
      return [word(optimizer), whole(Math.max(...met.map((duel) => duel?.problems ?? 0))), ...met.map(duelCell)];
    }),
    notes: [],
  };
}

function duelCell(duel: Duel | undefined): TableCell {
  if (duel === undefined) return blank();
  const shown = estimate(duel.winRate, duel.ci95 ?? undefined);
  const mark = { wins: ' ▲', loses: ' ▼', open: '' }[duel.verdict];
  return { ...shown, text: shown.text + mark, best: duel.verdict === 'wins' };
}

/** Where the learned ones lose, and where they win, suite by suite. */
function verdictTable(all: readonly Duel[], learned: readonly string[]): string {
  const named = (optimizer: string, verdict: Duel['verdict']): string => {
    const found = all.filter((d) => d.scope !== 'all' && d.optimizer === optimizer && d.verdict === verdict);
    return (
      found.map(({ rival, scope, winRate }) => `${rival} on ${scope} (${winRate.toFixed(2)})`).join(', ') || 'nobody'
    );
  };
  const lines = learned.map((name) => `| ${name} | ${named(name, 'loses')} | ${named(name, 'wins')} |`);
  return ['| learned | loses to (win rate) | beats |', '|---|---|---|', ...lines, ''].join('\n');
}

interface Bar {
  readonly evaluations: number;
  readonly scopes: readonly Scope[];
  readonly duels: readonly Duel[];
}

function text(
  title: string,
  bars: readonly Bar[],
  learned: readonly string[],
  missing: readonly string[],
  full: string,
): string {
  return [
    `# Today's bar: learned optimizers on problems beyond the paper\n`,
    `Beside "${title}". No learned optimizer was trained on any of these problems. A win is a lower best value, a tie half a win; ` +
      '95 % intervals by a bootstrap over problems and seeds. ▲ the learned optimizer wins, ▼ it loses: the interval leaves out 1/2, over five ' +
      'problems or more. ' +
      'What counts is the value that the optimizers are told: for hpo the validation loss.\n',
    ...bars.flatMap(({ evaluations, duels, scopes }) => [
      `## Where the learned ones lose, and where they win, after ${evaluations} evaluations\n`,
      verdictTable(duels, learned),
      ...scopes.map((scope) => markdown(duelTable(scope, duels, evaluations))),
    ]),
    ...missing,
    full.replace(/^(#+ )/gm, '#$1'),
  ].join('\n');
}

function lines(rows: readonly object[]): string {
  return `[\n${rows.map((row) => ` ${JSON.stringify(row)}`).join(',\n')}\n]\n`;
}
