/** What came of searches, as documents: tables, the figure of their progress, the chosen rules as data. */
import { mean } from 'simple-statistics';
import { bestOf, type Finalist, type Named, type Ranked } from '../../discover/finals.ts';
import type { Journal } from '../../discover/store.ts';
import type { Curve } from '../../report/curves.ts';
import { standalone, studio, titledSheet } from '../../report/figures/draw.ts';
import { lineChart } from '../../report/figures/line-chart.ts';
import { evaluationScale, linearScale } from '../../report/figures/scale.ts';
import { inks } from '../../report/figures/theme.ts';
import { markdown } from '../../report/formats/markdown.ts';
import { curveInterval } from '../../report/statistics/bootstrap.ts';
import { type Cell, type Column, estimate, real, type Table, whole, word } from '../../report/table.ts';
import type { TransferTask } from './tasks.ts';

const [WIDTH, HEIGHT] = [760, 400];

/** A rule on a task that no search saw. */
export interface Transferred {
  readonly entrant: Named;
  readonly rate: number;
  readonly rewards: readonly number[];
}

/** All that a report tells. */
export interface Verdict {
  readonly journals: readonly Journal[];
  readonly selection: readonly Ranked<Finalist | Named>[];
  readonly chosen: readonly (Finalist & Named)[];
  readonly confirmation: readonly Ranked<Named>[];
  readonly transfer: readonly { readonly task: TransferTask; readonly rows: readonly Transferred[] }[];
}

/** The files of a report, by their names. */
export async function discoveryDocuments(verdict: Verdict): Promise<ReadonlyMap<string, string>> {
  const { journals, chosen } = verdict;
  const tables = [
    searchTable(journals),
    selectionTable(verdict.selection),
    confirmationTable(verdict.confirmation),
    ...verdict.transfer.map(({ task, rows }) => transferTable(task, rows)),
    ...journals.map(topTable),
  ];
  const intro = [
    '# Searches for update rules',
    '',
    'Made by `optbench discover --final` from the journals beside it. A reward is the share of the held-out loss that a',
    'training took away: 1 is all of it, 0 is none or a training that diverged. Intervals are 95 % bootstrap intervals of',
    'the mean over draws of where the network begins and of its minibatches; all rules meet the same draws.',
    '',
    '![Best reward so far, by children](progress.svg)',
    '',
  ];
  return new Map([
    ['report.md', [...intro, ...tables.map((table) => markdown(table, 2))].join('\n')],
    ['progress.svg', standalone(await progressFigure(journals))],
    ['rules.json', `${JSON.stringify(chosen.map(shipped), null, 2)}\n`],
    ['summary.json', `${JSON.stringify(summary(verdict), null, 1)}\n`],
  ]);
}

function shipped({ name, rule, rate, by, seed, child }: Finalist & Named) {
  return { name, rule, rate, by, seed, child };
}

function searchTable(journals: readonly Journal[]): Table {
  const rows = journals.map((journal) => {
    const { header, children } = journal;
    const [best] = bestOf(journal, 1);
    const late = children.slice(-200).map(({ reward }) => reward);
    return [
      word(`${header.by}, seed ${header.seed}`),
      whole(children.length),
      whole(children.at(-1)!.proposed),
      real(mean(children.slice(0, 200).map(({ reward }) => reward))),
      real(mean(late)),
      real(best!.reward, 4),
      whole(best!.child),
      word(best!.rule),
    ];
  });
  const columns: Column[] = [
    left('search', 'search'),
    right('children', 'children'),
    right('programs', 'programs proposed'),
    right('early', 'mean reward, first 200'),
    right('late', 'mean reward, last 200'),
    right('best', 'best reward'),
    right('child', 'found by child'),
    left('rule', 'rule'),
  ];
  return table('searches', 'The searches', columns, rows, [
    'A child is a rule trained for the first time; a program may write one that is known.',
  ]);
}

function selectionTable(selection: readonly Ranked<Finalist | Named>[]): Table {
  const rows = selection.map(({ entrant, rewards }, i) => [
    whole(i + 1),
    word(entrant.rule),
    word('name' in entrant ? (entrant.name as string) : `${entrant.by}, child ${entrant.child}`),
    'reward' in entrant ? real(entrant.reward, 4) : word('–'),
    estimated(rewards),
  ]);
  const columns = [
    right('rank', 'rank'),
    left('rule', 'rule'),
    left('origin', 'origin'),
    right('searched', 'reward in its search'),
    right('reward', 'mean reward'),
  ];
  return table(
    'selection',
    `The best of each search, judged anew on ${selection[0]!.rewards.length} draws`,
    columns,
    rows,
    [],
  );
}

function confirmationTable(confirmation: readonly Ranked<Named>[]): Table {
  const of = (name: string): readonly number[] => confirmation.find(({ entrant }) => entrant.name === name)!.rewards;
  const [power, add] = [of('PowerSign'), of('AddSign')];
  const rows = confirmation.map(({ entrant: { name, rule }, rewards }, i) => [
    whole(i + 1),
    word(name),
    word(rule),
    estimated(rewards),
    estimated(rewards.map((reward, k) => reward - power[k]!)),
    estimated(rewards.map((reward, k) => reward - add[k]!)),
  ]);
  const columns = [
    right('rank', 'rank'),
    left('name', 'name'),
    left('rule', 'rule'),
    right('reward', 'mean reward'),
    right('power', 'less PowerSign'),
    right('add', 'less AddSign'),
  ];
  return table('confirmation', `The chosen rules and their peers, on ${power.length} further draws`, columns, rows, [
    'Differences are draw by draw.',
  ]);
}

function transferTable({ name, suite, family }: TransferTask, all: readonly Transferred[]): Table {
  const rows = [...all]
    .sort((a, b) => mean([...b.rewards]) - mean([...a.rewards]))
    .map(({ entrant, rate, rewards }, i) => [
      whole(i + 1),
      word(entrant.name),
      word(entrant.rule),
      real(rate, 1),
      estimated(rewards),
    ]);
  const columns = [
    right('rank', 'rank'),
    left('name', 'name'),
    left('rule', 'rule'),
    right('rate', 'tuned rate'),
    right('reward', 'mean reward'),
  ];
  return table(`transfer-${name}`, `A task that no search saw: ${name}`, columns, rows, [
    `${suite} ${JSON.stringify(family)}; rates tuned over 15 on the training split, rewards on the validation split.`,
  ]);
}

function topTable(journal: Journal): Table {
  const { by, seed } = journal.header;
  const rows = bestOf(journal, 20).map(({ rule, reward, rate, child }, i) => [
    whole(i + 1),
    word(rule),
    real(reward, 4),
    rate === null ? word('–') : real(rate, 1),
    whole(child),
  ]);
  const columns = [
    right('rank', 'rank'),
    left('rule', 'rule'),
    right('reward', 'reward'),
    right('rate', 'rate'),
    right('child', 'child'),
  ];
  return table(`top-${by}-${seed}`, `The best twenty by ${by}, seed ${seed}`, columns, rows, [
    'Of rules that differ by a factor only, the best one.',
  ]);
}

/** The best reward so far, by children; a band from the least to the most over seeds, where there are several. */
async function progressFigure(journals: readonly Journal[]): Promise<string> {
  const tools = await studio();
  const names = [...new Set(journals.map(({ header }) => header.by))];
  const curves = names.map((by) =>
    progress(
      by,
      journals.filter(({ header }) => header.by === by),
    ),
  );
  const most = Math.max(...curves.map(({ x }) => x.at(-1)!));
  const title = 'Best reward so far, by children';
  const drawing = lineChart(tools, {
    curves,
    inks: inks(names),
    x: evaluationScale([1, most], 'children trained (log scale)'),
    y: linearScale(
      [0.8, ...curves.flatMap(({ high }) => high)].filter((value) => value >= 0.8),
      'best reward so far',
    ),
    width: WIDTH,
    height: HEIGHT,
    labels: true,
  });
  const { family } = journals[0]!.header;
  const about = `share of the held-out loss taken away; child task ${JSON.stringify(family)}`;
  return titledSheet(drawing, title, about);
}

function progress(by: string, journals: readonly Journal[]): Curve {
  const shortest = Math.min(...journals.map(({ children }) => children.length));
  const best = journals.map(({ children }) => {
    let most = 0;
    return children.slice(0, shortest).map(({ reward }) => {
      most = Math.max(most, reward);
      return most;
    });
  });
  const at = (i: number): number[] => best.map((curve) => curve[i]!);
  const x = Array.from({ length: shortest }, (_, i) => i + 1);
  return {
    optimizer: by,
    x,
    middle: x.map((_, i) => mean(at(i))),
    low: x.map((_, i) => Math.min(...at(i))),
    high: x.map((_, i) => Math.max(...at(i))),
  };
}

/** The numbers behind the tables. */
function summary({ journals, confirmation, transfer }: Verdict) {
  const told = (entrant: Named, rewards: readonly number[]) => ({
    name: entrant.name,
    rule: entrant.rule,
    reward: mean([...rewards]),
    ci95: interval(rewards),
    draws: rewards.length,
  });
  return {
    searches: journals.map((journal) => ({ ...journal.header, best: bestOf(journal, 1)[0] })),
    confirmation: confirmation.map(({ entrant, rewards }) => told(entrant, rewards)),
    transfer: transfer.map(({ task, rows }) => ({
      ...task,
      rows: rows.map(({ entrant, rate, rewards }) => ({ ...told(entrant, rewards), rate })),
    })),
  };
}

function estimated(rewards: readonly number[]): Cell {
  const value = mean([...rewards]);
  const [low, high] = interval(rewards);
  const fixed = (x: number): string => x.toFixed(4).replace('-', '−');
  return { ...estimate(value, [low, high]), text: `${fixed(value)} [${fixed(low)}, ${fixed(high)}]` };
}

function interval(rewards: readonly number[]): readonly [number, number] {
  const [low, high] = curveInterval([rewards.map((reward) => [reward])]);
  return [low[0]!, high[0]!];
}

function left(key: string, title: string): Column {
  return { key, title, align: 'left' };
}

function right(key: string, title: string): Column {
  return { key, title, align: 'right' };
}

function table(id: string, title: string, columns: Column[], rows: Cell[][], notes: readonly string[]): Table {
  return { id, title, level: 'detail', columns, rows, notes };
}
