/** A paper's claims as files: report.md, summary.json and the figures in two formats. */
import { standalone } from '../../report/figures/draw.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { png } from '../../report/figures/png.ts';
import { markdown } from '../../report/formats/markdown.ts';
import { listed } from '../../report/tables/phrases.ts';
import type { ClaimReproduction } from '../../reproduction/claims.ts';
import { averager } from '../mean.ts';
import type { ExperimentCells } from './field.ts';
import { claimFigures } from './figures.ts';
import { claimTable, experimentTable } from './tables.ts';
import { type Verdict, verdicts } from './verdicts.ts';

/** All files, by their path in the reproduction's folder. */
export async function claimDocuments(
  reproduction: ClaimReproduction,
  experiments: readonly ExperimentCells[],
): Promise<Map<string, string | Uint8Array>> {
  const average = await averager();
  const rows = verdicts(reproduction.claims, experiments, average);
  const figures = await claimFigures(experiments, average);
  const sections = experiments.map((found) => section(found, figures.get(found.experiment.id) ?? [], average));
  const files = new Map<string, string | Uint8Array>();
  files.set('report.md', reportText(reproduction, experiments, rows, sections));
  files.set('summary.json', `[\n${rows.map((row) => ` ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  for (const { id, svg } of [...figures.values()].flat()) {
    files.set(`figures/${id}.svg`, standalone(svg));
    files.set(`figures/${id}.png`, await png(svg));
  }
  return files;
}

function reportText(
  { name, title, source, choices = [], remarks = [] }: ClaimReproduction,
  experiments: readonly ExperimentCells[],
  rows: readonly Verdict[],
  sections: readonly string[],
): string {
  return [
    `# ${title}\n`,
    `${source}.\n`,
    `Made by \`optbench reproduce ${name}\`; \`cells/\` holds every run, \`summary.json\` the verdicts. Numbers are means over runs with 95 % ` +
      'intervals (Student); equal run numbers are equal problems, starts and minibatches for every optimizer. A loss is what the ' +
      'optimizer was told; the held-out score is of where it stood at the end.\n',
    ...absentText(experiments),
    `${tally(rows)}\n`,
    markdown(claimTable(rows), 2),
    '## Experiment by experiment\n',
    ...sections,
    ...(choices.length > 0
      ? [
          '## What the paper leaves open or what was made otherwise, and what was chosen\n',
          '| open | chosen |\n|---|---|',
          ...choices.map(({ open, choice }) => `| ${open} | ${choice} |`),
          '',
        ]
      : []),
    ...(remarks.length > 0 ? ['## Remarks\n', ...remarks.map((remark) => `- ${remark}`), ''] : []),
    ...leftOut(experiments),
  ].join('\n');
}

function section(
  found: ExperimentCells,
  figures: readonly Figure[],
  average: Awaited<ReturnType<typeof averager>>,
): string {
  const { experiment, roles, absent } = found;
  if (absent !== undefined) return `### ${experiment.title}\n\n${experiment.about}\n\nNot made: ${absent}.\n`;
  const made = roles.some(({ cell }) => cell !== undefined);
  return [
    `### ${experiment.title}\n`,
    `${experiment.about} ${experiment.budget} evaluations a run.\n`,
    made ? markdown({ ...experimentTable(found, average), title: '' }).replace(/^#+ \n+/, '') : 'No runs yet.\n',
    ...figures.map((figure) => `![${figure.title}](figures/${figure.id}.png)\n\n${figure.caption}\n`),
  ].join('\n');
}

/** 'Of 7 claims 4 hold, 2 do not, 1 could not be measured.' */
function tally(rows: readonly Verdict[]): string {
  const count = (holds: boolean | null): number => rows.filter((row) => row.holds === holds).length;
  return `Of ${rows.length} claims ${count(true)} hold, ${count(false)} do not, ${count(null)} could not be measured.`;
}

/** What a reader has to know before the first number. */
function absentText(experiments: readonly ExperimentCells[]): string[] {
  const missing = experiments.flatMap(({ experiment, roles, absent }) =>
    absent !== undefined
      ? []
      : roles.filter(({ cell }) => !cell).map(({ optimizer }) => ({ optimizer, at: experiment.id })),
  );
  if (missing.length === 0) return [];
  const lines = [...new Set(missing.map(({ optimizer }) => optimizer))].map((name) => {
    const places = missing.filter(({ optimizer }) => optimizer === name).map(({ at }) => at);
    return `\`${name}\` (${listed(places, 3)})`;
  });
  return [
    `**Missing: ${listed(lines, 20)}. These optimizers do not exist yet or have not been run; claims about them are not measured.**\n`,
  ];
}

/** What optimizers declined, and runs that failed. */
function leftOut(experiments: readonly ExperimentCells[]): string[] {
  const lines = experiments.flatMap(({ experiment, roles }) =>
    roles.flatMap(({ role, cell }) => {
      const failed = cell?.runs.flatMap(({ failed }) => failed ?? []) ?? [];
      const broken =
        failed.length > 0 ? [`- ${experiment.id}, ${role}: ${failed.length} runs broke off: ${failed[0]}`] : [];
      return [...(cell?.header.unfit ?? []).map(({ reason }) => `- ${experiment.id}, ${role}: ${reason}`), ...broken];
    }),
  );
  return lines.length > 0 ? ['## Left out\n', ...lines, ''] : [];
}
