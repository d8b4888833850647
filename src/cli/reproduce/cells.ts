/** Which runs of a reproduction are still to be made: cells that are there, and still say what they said, are kept. */
import { createHash } from 'node:crypto';
import type { Optimizer } from '../../optimizer.ts';
import type { Problem } from '../../problem.ts';
import type { Cell, CellHeader, CellRun } from '../../reproduce/cell.ts';
import type { CellStore } from '../../reproduce/store.ts';
import type { Panel, Stage } from '../../reproduction.ts';
import { fingerprint } from '../../results/fingerprint.ts';
import { packageVersion } from '../../results/versions.ts';
import type { LoadedOptimizer } from '../plugins.ts';
import { batchSettings, makeBatch, problemAt } from './worker.ts';

/** Where cells are made: of the whole of a panel, only who knows its prior matters. */
type Place = Stage & Pick<Panel, 'oracles'>;

/** A cell that was asked for. */
export interface WantedCell {
  readonly panel: Place;
  readonly entrant: LoadedOptimizer;
  readonly runs: number;
  readonly slow: boolean;
  readonly learned: boolean;
}

/** A cell with runs to be made. */
export interface OpenCell extends WantedCell {
  readonly header: CellHeader;
  /** Runs that are there already. */
  readonly kept: readonly CellRun[];
  /** Numbers of the runs that are not. */
  readonly missing: readonly number[];
}

/** A kept run that takes longer than this is believed; a shorter one is made again and compared. */
const QUICK_SECONDS = 1;
/** Of a panel's many instances that an optimizer declines for one reason. */
const MOST_NAMED = 5;

/** The cells that have runs missing, quick optimizers first. */
export async function planCells(
  wanted: readonly WantedCell[],
  store: CellStore,
  { resume, note }: { readonly resume: boolean; note(line: string): void },
): Promise<OpenCell[]> {
  const known = new Map<Place, { readonly fingerprint: string; readonly problems: ReadonlyMap<string, Problem> }>();
  const open: OpenCell[] = [];
  for (const cell of wanted) {
    const { panel, entrant, runs } = cell;
    if (!known.has(panel)) {
      const most = Math.max(...wanted.filter((other) => other.panel === panel).map((other) => other.runs));
      known.set(panel, { fingerprint: await fingerprintOf(panel), problems: await problemsOf(panel, most) });
    }
    const { fingerprint, problems } = known.get(panel)!;
    const reasons = unfitReasons(entrant.optimizer, panel, problems);
    const header: CellHeader = {
      panel: panel.id,
      optimizer: entrant.optimizer.name,
      ...(cell.learned && { learned: true }),
      budget: panel.budget,
      ...(panel.marks && { marks: panel.marks }),
      fingerprint,
      ...(reasons.size > 0 && { unfit: grouped(reasons) }),
      made: { optbench: packageVersion(), node: process.version },
    };
    const fit = Array.from({ length: runs }, (_, i) => i + 1).filter((run) => !reasons.has(panel.place(run).problem));
    if (fit.length === 0) {
      store.finish(header);
      continue;
    }
    const there = resume ? store.read(panel.id, header.optimizer) : undefined;
    const stale = there && (await staleness(cell, header, there.cell));
    if (stale !== undefined) note(`${panel.id}, ${header.optimizer}: made anew, since ${stale}`);
    const kept = there === undefined || stale !== undefined ? [] : there.cell.runs;
    const numbers = new Set(kept.map(({ run }) => run));
    const missing = fit.filter((run) => !numbers.has(run));
    if (missing.length > 0 || there?.part) open.push({ ...cell, header, kept, missing });
  }
  return open.sort((a, b) => Number(a.slow) - Number(b.slow));
}

/** What the panel's problems are: the fingerprints of its first two, its budget, and what is kept of a run. */
async function fingerprintOf(panel: Stage): Promise<string> {
  const prints = await Promise.all([1, 2].map(async (run) => fingerprint(await problemAt(panel.place(run)))));
  const text = JSON.stringify([panel.budget, panel.place(1), ...prints, ...(panel.marks ? [panel.marks] : [])]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The problems of so many runs, by their ids. */
async function problemsOf(panel: Stage, runs: number): Promise<ReadonlyMap<string, Problem>> {
  const problems = new Map<string, Problem>();
  for (let run = 1; run <= runs; run++) {
    const place = panel.place(run);
    if (!problems.has(place.problem)) problems.set(place.problem, await problemAt(place));
  }
  return problems;
}

/** Why the optimizer cannot take on which problems. */
function unfitReasons(
  optimizer: Optimizer,
  { budget, oracles = [] }: Place,
  problems: ReadonlyMap<string, Problem>,
): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const own = oracles.find((oracle) => oracle.optimizer === optimizer.name)?.problems;
  for (const [id, { space, order }] of problems) {
    const reason =
      optimizer.order > order
        ? 'needs gradients; the problem reveals only values'
        : own?.test(id) === false
          ? 'its prior is not theirs'
          : optimizer.unfit?.({ space, budget, workers: 1 });
    if (reason !== undefined) reasons.set(id, reason);
  }
  return reasons;
}

/** Problems by reason; where there are many, the first few. */
function grouped(reasons: ReadonlyMap<string, string>): NonNullable<CellHeader['unfit']> {
  const ids = [...reasons.keys()];
  return [...new Set(reasons.values())].map((reason) => ({
    reason,
    problems: ids.filter((id) => reasons.get(id) === reason).slice(0, MOST_NAMED),
  }));
}

/** Why what is there cannot be kept: other problems, or an optimizer that does otherwise by now (weights trained anew). */
async function staleness({ panel, entrant }: WantedCell, header: CellHeader, there: Cell): Promise<string | undefined> {
  if (there.header.fingerprint !== header.fingerprint) return 'the problems have changed';
  const first = there.runs.find(({ failed, seconds }) => failed === undefined && seconds < QUICK_SECONDS);
  if (first === undefined)
    return there.runs.some(({ failed }) => failed !== undefined) ? 'a run of it failed' : undefined;
  const { reference, optimizer } = entrant;
  const runs = [{ number: first.run, place: panel.place(first.run) }];
  const [again] = await makeBatch({ ...batchSettings(panel, { reference, name: optimizer.name }), runs });
  return sameCurve(first, again!) ? undefined : 'the optimizer no longer makes the same run';
}

function sameCurve(a: CellRun, b: CellRun): boolean {
  return JSON.stringify([a.counts, a.values, a.losses]) === JSON.stringify([b.counts, b.values, b.losses]);
}
