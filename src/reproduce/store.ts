/**
 * Cells on disk: DIR/cells/<panel>/<optimizer>.jsonl, and beside it `.part` while its runs are being made. A cell takes the place
 * of an older one whole, once all of its runs are there.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Cell, type CellHeader, type CellRun, cellText, headerLine, parseCell, runLine } from './cell.ts';

/** A folder of cells. */
export interface CellStore {
  /** The finished cell, or what there is of one that was interrupted; with `part`, only the latter. */
  read(panel: string, optimizer: string): { readonly cell: Cell; readonly part: boolean } | undefined;
  /** Begins a cell with the runs that are there already. */
  begin(cell: Cell): void;
  append(header: CellHeader, runs: readonly CellRun[]): void;
  /** Puts the cell in its place. */
  finish(header: CellHeader): Cell;
  /** All finished cells of a panel. */
  all(panel: string): readonly Cell[];
}

/** The cells of a folder. */
export function cellStore(dir: string): CellStore {
  const path = (panel: string, optimizer: string): string => join(dir, 'cells', panel, `${optimizer}.jsonl`);
  const part = (panel: string, optimizer: string): string => `${path(panel, optimizer)}.part`;
  const load = (file: string): Cell | undefined =>
    existsSync(file) ? parseCell(readFileSync(file, 'utf8')) : undefined;
  return {
    read(panel, optimizer) {
      const begun = load(part(panel, optimizer));
      if (begun !== undefined) return { cell: begun, part: true };
      const cell = load(path(panel, optimizer));
      return cell && { cell, part: false };
    },
    begin(cell) {
      const { panel, optimizer } = cell.header;
      mkdirSync(dirname(path(panel, optimizer)), { recursive: true });
      writeFileSync(part(panel, optimizer), cellText(cell));
    },
    append({ panel, optimizer }, runs) {
      appendFileSync(part(panel, optimizer), runs.map(runLine).join(''));
    },
    finish(header) {
      const { panel, optimizer } = header;
      const made = load(part(panel, optimizer));
      const cell = { header, runs: made?.runs ?? [] };
      mkdirSync(dirname(path(panel, optimizer)), { recursive: true });
      const draft = `${path(panel, optimizer)}.draft`;
      writeFileSync(draft, cell.runs.length > 0 ? cellText(cell) : headerLine(header));
      renameSync(draft, path(panel, optimizer));
      rmSync(part(panel, optimizer), { force: true });
      return cell;
    },
    all(panel) {
      const folder = join(dir, 'cells', panel);
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((name) => name.endsWith('.jsonl'))
        .sort()
        .map((name) => load(join(folder, name)))
        .filter((cell) => cell !== undefined);
    },
  };
}
