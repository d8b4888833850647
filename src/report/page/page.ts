/**
 * The whole report as one page that works from a file, without a network: everything is inside, and its content security
 * policy lets nothing else in.
 */
import { createHash } from 'node:crypto';
import type { Figure } from '../figures/figure.ts';
import { inks } from '../figures/theme.ts';
import { escapeHtml, htmlTable } from '../formats/html.ts';
import type { Report, Section } from '../report.ts';
import type { Table } from '../table.ts';
import { assets } from './assets.ts';
import { charts } from './charts.ts';

/** Makes the page; `figures` are those of each section, in their order. */
export function page(
  { sections, warnings }: Report,
  figures: readonly (readonly Figure[])[],
  { title, facts }: { readonly title: string; readonly facts: readonly string[] },
): string {
  const { script, style, plotScript, plotStyle } = assets();
  const scopes = sections.map(({ scope }) => scope);
  const optimizers = [...new Set(scopes.flatMap(({ comparison }) => comparison.optimizers))];
  const data = JSON.stringify({ charts: charts(scopes), inks: Object.fromEntries(inks(optimizers)) });
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${[plotScript, script].map(hash).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${plotStyle}
${style}</style>
</head>
<body>
<header><div><h1>${escapeHtml(title)}</h1><p class="facts">${facts.map(escapeHtml).join(' · ')}</p></div>
<button id="dark" type="button">dark / light</button></header>
${warnings.map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n')}
<nav>${scopes.map(({ id, name }) => `<a href="#${id}">${escapeHtml(name)}</a>`).join('')}</nav>
<main>
${sections.slice(0, 1).map(summary).join('\n')}
${EXPLORER}
${sections.map((part, i) => section(part, figures[i] ?? [], i > 0)).join('\n')}
</main>
<script type="application/json" id="charts">${data.replaceAll('<', '\\u003c')}</script>
<script>${plotScript}</script>
<script>${script}</script>
</body>
</html>
`;
}

const EXPLORER = `<section id="explorer" aria-label="Curves">
<div class="controls"><select id="suite" aria-label="Suite"></select><select id="view" aria-label="Problem"></select>
<label><input type="checkbox" id="log-y"> log regret</label><label><input type="checkbox" id="log-x"> log evaluations</label></div>
<div id="legend"></div><p id="reading"></p><div id="stage"></div>
</section>`;

/** The leaderboard, and what went wrong. */
function summary({ tables }: Section): string {
  return tables
    .filter(({ level }) => level === 'summary')
    .map(htmlTable)
    .join('\n');
}

/** A scope's figures, and its long tables folded away. */
function section(part: Section, figures: readonly Figure[], withSummary: boolean): string {
  const { id, name } = part.scope;
  return [
    `<h2 id="${id}">${escapeHtml(name)}</h2>`,
    withSummary ? summary(part) : '',
    ...figures.map(inlined),
    ...part.tables.filter(({ level }) => level === 'detail').map(foldedTable),
  ].join('\n');
}

function inlined({ id, svg, caption }: Figure): string {
  return `<figure class="plot" id="figure-${id}">${svg}<p class="caption">${escapeHtml(caption)}</p></figure>`;
}

function foldedTable(table: Table): string {
  return `<details><summary>${escapeHtml(table.title)}</summary>${htmlTable({ ...table, title: '' })}</details>`;
}

function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
