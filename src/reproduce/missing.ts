/** What of a reproduction has not been made: cells that are not there, and cells with fewer runs than asked for. */
import { listed } from '../report/tables/phrases.ts';
import type { Panel, Reproduction } from '../reproduction.ts';
import type { PanelCells } from './summary.ts';

/** A cell that is not whole. */
export interface MissingCell {
  readonly panel: string;
  readonly optimizer: string;
  readonly made: number;
  readonly of: number;
}

/** Everyone who takes part, on every panel that they can take on, less what is there. */
export function missingCells({ optimizers, slow }: Reproduction, panels: readonly PanelCells[]): MissingCell[] {
  const headers = panels.flatMap(({ cells }) => cells.map(({ header }) => header));
  const learned = headers.filter((header) => header.learned).map(({ optimizer }) => optimizer);
  return panels.flatMap(({ panel, cells, unfit }) =>
    [...new Set([...optimizers, ...oracleNames(panel), ...learned])].flatMap((optimizer) => {
      const made = cells.find(({ header }) => header.optimizer === optimizer)?.runs.length ?? 0;
      // Who cannot take on some of the problems makes fewer runs, or none.
      if (unfit.some((why) => why.optimizer === optimizer)) return [];
      const of = slow.test(optimizer) ? panel.runs.slow : panel.runs.quick;
      return made < of ? [{ panel: panel.id, optimizer, made, of }] : [];
    }),
  );
}

/** Those that know what a panel's functions are drawn from. */
export function oracleNames({ oracles = [] }: Panel): readonly string[] {
  return oracles.map(({ optimizer }) => optimizer);
}

/** The same in words, one line an optimizer; empty where nothing is missing. */
export function missingText(missing: readonly MissingCell[]): readonly string[] {
  if (missing.length === 0) return [];
  const optimizers = [...new Set(missing.map(({ optimizer }) => optimizer))];
  const lines = optimizers.map((optimizer) => {
    const own = missing.filter((cell) => cell.optimizer === optimizer);
    const none = own.filter(({ made }) => made === 0).map(({ panel }) => panel);
    const some = own.filter(({ made }) => made > 0).map(({ panel, made, of }) => `${made} of ${of} runs on ${panel}`);
    return `- ${optimizer}: ${[...(none.length > 0 ? [`no runs on ${listed(none, 100)}`] : []), ...some].join('; ')}`;
  });
  return ['## Not made yet\n', ...lines, ''];
}
