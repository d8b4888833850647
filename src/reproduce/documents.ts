/** A reproduction as files: report.md, summary.json and the figures in two formats. */
import { standalone } from '../report/figures/draw.ts';
import { png } from '../report/figures/png.ts';
import { markdown } from '../report/formats/markdown.ts';
import { listed } from '../report/tables/phrases.ts';
import type { Reproduction } from '../reproduction.ts';
import { reproductionFigures } from './figures.ts';
import { averager } from './mean.ts';
import { type MissingCell, missingCells, missingText } from './missing.ts';
import { type PanelCells, type SummaryRow, summary } from './summary.ts';
import { aheadTable, gapTable, panelTable, secondsTable, targetTable } from './tables.ts';

/** All files, by their path in the reproduction's folder. */
export async function reproductionDocuments(
  reproduction: Reproduction,
  panels: readonly PanelCells[],
): Promise<Map<string, string | Uint8Array>> {
  const average = await averager();
  const rows = summary(reproduction, panels, average);
  const figures = await reproductionFigures(reproduction, panels, average);
  const files = new Map<string, string | Uint8Array>();
  files.set('report.md', reportText(reproduction, panels, rows, gapTable(panels, [20, 99], average)));
  files.set('summary.json', `[\n${rows.map((row) => ` ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  for (const { id, svg } of figures) {
    files.set(`figures/${id}.svg`, standalone(svg));
    files.set(`figures/${id}.png`, await png(svg));
  }
  return files;
}

function reportText(
  reproduction: Reproduction,
  panels: readonly PanelCells[],
  rows: readonly SummaryRow[],
  gaps: ReturnType<typeof gapTable>,
): string {
  const { name, title, source, details, choices, remarks } = reproduction;
  const present = panels.filter(({ cells }) => cells.length > 0);
  const missing = missingCells(reproduction, panels);
  const decimals = (panel: string): number => (panel === 'branin' ? 4 : 3);
  return [
    `# ${title}\n`,
    `${source}.\n`,
    `Made by \`optbench reproduce ${name}\`; \`cells/\` holds every run, \`summary.json\` the numbers below. Step k counts from ` +
      '0, as in the paper: @k is after k + 1 evaluations. Means with 95 % intervals (Student) over runs, one function each; equal ' +
      'run numbers are equal functions for every optimizer.\n',
    ...(missing.length > 0 ? [`${shortfall(missing)}\n`] : []),
    markdown(targetTable(reproduction, rows, decimals), 2),
    markdown(
      {
        ...targetTable(reproduction, counterparts(reproduction, rows), decimals),
        title: 'The same, by counterparts alone',
      },
      2,
    ),
    'Counterparts are the optimizers of the kind that the paper trained: those that stand beside one of its learned curves.\n',
    markdown(aheadTable(reproduction, present, rows, 20, decimals), 2),
    '## Problem by problem\n',
    ...present.flatMap((shown) => [
      markdown(panelTable(reproduction, shown, rows, decimals(shown.panel.id))),
      `![${shown.panel.title}](figures/${shown.panel.id}.png)\n`,
      ...(shown.panel.remarks ?? []).map((remark) => `${remark}\n`),
    ]),
    ...details
      .filter(({ panel, optimizers }) =>
        present.some((p) => p.panel.id === panel && p.cells.some(({ header }) => optimizers.test(header.optimizer))),
      )
      .map((detail) => `### ${detail.title}\n\n![${detail.title}](figures/${detail.id}.png)\n`),
    ...(gaps.rows.length > 0 ? [markdown(gaps, 2)] : []),
    markdown(secondsTable(present), 2),
    '## What the paper leaves open, and what was chosen\n',
    '| open | chosen |\n|---|---|',
    ...choices.map(({ open, choice }) => `| ${open} | ${choice} |`),
    '',
    '## Where ours and theirs differ\n',
    `${differing(rows)}\n`,
    ...(remarks.length > 0 ? [...remarks.map((remark) => `- ${remark}`), ''] : []),
    ...missingText(missing),
    ...leftOut(panels),
  ].join('\n');
}

/** The rows of optimizers that stand beside one of the paper's learned curves. */
function counterparts({ twins, learnedMethods }: Reproduction, rows: readonly SummaryRow[]): readonly SummaryRow[] {
  const kin = twins.filter(({ methods }) => methods.some((method) => learnedMethods.includes(method)));
  return rows.filter((row) => kin.some(({ optimizer }) => optimizer.test(row.optimizer)));
}

/** What a reader has to know before the first number. */
function shortfall(missing: readonly MissingCell[]): string {
  const none = missing.filter(({ made }) => made === 0).length;
  return (
    `Not all of it has been made: ${none} pairs of optimizer and problem have no runs, ${missing.length - none} have fewer than ` +
    'asked for. They are named at the end.'
  );
}

/** Every optimizer with a published twin, at the last step: whether its interval holds the published mean. */
function differing(rows: readonly SummaryRow[]): string {
  const last = Math.max(...rows.map(({ step }) => step));
  const twins = rows.filter(({ step, paper, ci95 }) => step === last && paper !== null && ci95 !== null);
  const name = ({ problem, optimizer, mean, paper, paperMethod }: SummaryRow): string =>
    `${optimizer} on ${problem} (${mean.toFixed(3)}; ${paperMethod} ${paper!.toFixed(3)})`;
  const lower = twins.filter(({ ci95, paper }) => ci95![1] < paper!).map(name);
  const higher = twins.filter(({ ci95, paper }) => ci95![0] > paper!).map(name);
  const same = twins.length - lower.length - higher.length;
  return [
    `Of ${twins.length} curves with a published counterpart, ${same} have it inside their 95 % interval @${last}.`,
    ...(lower.length > 0 ? [`Lower than published: ${listed(lower, 100)}.`] : []),
    ...(higher.length > 0 ? [`Higher than published: ${listed(higher, 100)}.`] : []),
  ].join('\n\n');
}

function leftOut(panels: readonly PanelCells[]): string[] {
  const all = panels.flatMap(({ panel: { id }, unfit, failed }) => [
    ...unfit.map(({ optimizer, reason }) => ({ what: `${optimizer}: ${reason}`, id })),
    ...failed.map(({ optimizer, reason }) => ({ what: `failed runs of ${optimizer}: ${reason}`, id })),
  ]);
  if (all.length === 0) return [];
  const lines = [...new Set(all.map(({ what }) => what))].map((what) => {
    const places = all.filter((entry) => entry.what === what).map(({ id }) => id);
    return `- ${what} (${listed([...new Set(places)])})`;
  });
  return ['## Left out\n', ...lines, ''];
}
