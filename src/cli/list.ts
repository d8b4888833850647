/** `optbench list`: what there is, for people and (`--json`) for programs. */
import { learningRates, type Method, type Settings } from '../descent/settings.ts';
import type { Problem } from '../problem.ts';
import { versionsWith } from '../results/versions.ts';
import type { Coordinate, Space } from '../space.ts';
import { findProblem, type Suite } from '../suite.ts';
import { tensorBackend } from './backend.ts';
import { ExitCode, messageOf, UsageError, unknown } from './errors.ts';
import { matches } from './glob.ts';
import { absolute, guestNames, importGuest } from './guests.ts';
import type { Io } from './io.ts';
import { learnedIn } from './list-learned.ts';
import { loadSuite, settingsOf } from './plugins.ts';

/** What can be listed. */
export const listable = ['suites', 'optimizers', 'problems'] as const;

/** Prints suites, optimizers or one suite's problems; without a word, the first two and the versions in use. */
export async function list(
  what: string | undefined,
  suite: string | undefined,
  { json, problems }: { readonly json: boolean; readonly problems: readonly string[] },
  io: Io,
): Promise<number> {
  const data = await listing(what, suite, problems, io.cwd);
  if (json) io.out(`${JSON.stringify(data, null, 2)}\n`);
  else io.out(`${text(data).join('\n')}\n`);
  return ExitCode.done;
}

type Row = Readonly<Record<string, unknown>>;
type Listing = readonly Row[] | Readonly<Record<string, readonly Row[] | Row>>;

async function listing(
  what: string | undefined,
  suite: string | undefined,
  only: readonly string[],
  cwd: string,
): Promise<Listing> {
  if (what === undefined) {
    return { suites: await suites(), optimizers: await optimizers(), versions: versionsWith(await tensorBackend()) };
  }
  if (what === 'suites') return suites();
  if (what === 'optimizers') return optimizers();
  if (what !== 'problems') throw unknown('kind to list', what, listable);
  if (suite === undefined)
    throw new UsageError(`list problems: name a suite; there are ${guestNames('suites').join(', ')}`);
  return problems((await loadSuite(absolute(suite, cwd))).suite, only);
}

async function suites(): Promise<Row[]> {
  return Promise.all(
    guestNames('suites').map(async (name) => {
      try {
        const { suite } = await loadSuite(name);
        return { name: suite.name, problems: [...suite.problems()].length, seeds: suite.seeds, about: suite.about };
      } catch (error) {
        return { name, error: messageOf(error) };
      }
    }),
  );
}

async function optimizers(): Promise<Row[]> {
  const files = await Promise.all(
    guestNames('baselines').map(async (file): Promise<Row[]> => {
      try {
        const { methods = [] } = (await importGuest('baselines', file)) as Partial<Settings>;
        if (methods.length > 0) return await rated(file, methods);
        const learned = await learnedIn(file);
        const untrained = learned.filter(({ trained }) => trained === null);
        // A folder of rules of which none is trained yet exports none.
        const frozen = untrained.length > 0 && untrained.length === learned.length ? [] : await settingsOf(file);
        return [
          ...frozen.map(({ optimizer: { name, order, source } }) => {
            const { rule: _, ...known } = learned.find(({ rule }) => rule.name === name) ?? {};
            return { name, file, order, ...known, source };
          }),
          ...untrained.map(({ rule: { name, order, source }, ...known }) => ({ name, file, order, ...known, source })),
        ];
      } catch (error) {
        return [{ name: file, error: messageOf(error) }];
      }
    }),
  );
  return files.flat();
}

/** A row for each method: its settings differ in the learning rate alone. */
async function rated(file: string, methods: readonly Method[]): Promise<Row[]> {
  const settings = (await settingsOf(file)).map(({ optimizer }) => optimizer);
  return methods.map(({ name, rate, tuned }) => {
    const usual = settings.find((optimizer) => optimizer.name === `${name}-${rate}`)!;
    return {
      name,
      file,
      order: usual.order,
      default: usual.name,
      tuned: tuned === undefined ? null : `${name}-${tuned}`,
      settings: [rate, ...learningRates.filter((other) => other !== rate)].map((other) => `${name}-${other}`),
      source: usual.source,
    };
  });
}

function problems(suite: Suite, only: readonly string[]): Row[] {
  if (only.length === 0) return [...suite.problems()].map((problem) => described(suite, problem));
  return only.flatMap((pattern) => {
    const listed = [...suite.problems()].filter(({ id }) => matches(pattern, id));
    const found = listed.length > 0 ? listed : [findProblem(suite, pattern)].filter((problem) => problem !== undefined);
    if (found.length === 0) {
      throw unknown(
        `problem in ${suite.name}:`,
        pattern,
        [...suite.problems()].map(({ id }) => id),
      );
    }
    return found.map((problem) => described(suite, problem));
  });
}

/** All that is published of a problem. */
function described(suite: Suite, problem: Problem): Row {
  const { id, space, order, optimum, minimizers, source, facts } = problem;
  return {
    id,
    dimension: space.dim,
    order,
    budget: suite.budget(problem),
    bounds: bounds(space),
    // A network's weights share one coordinate, which is said once.
    coordinates: space.bounded ? space.coordinates : space.coordinates.slice(0, 1),
    optimum: optimum ?? null,
    minimizers:
      minimizers?.map((point) => (ArrayBuffer.isView(point) ? Array.from(point as Float64Array) : point)) ?? null,
    source,
    facts: facts ?? null,
  };
}

function bounds({ bounded, coordinates }: Space): unknown {
  return bounded ? coordinates.map(range) : null;
}

function range(coordinate: Coordinate): readonly unknown[] {
  return coordinate.kind === 'choice' ? coordinate.options : [coordinate.low, coordinate.high];
}

function text(data: Listing): string[] {
  if (Array.isArray(data)) return rows(data as readonly Row[]);
  return Object.entries(data).flatMap(([title, part], i) => [
    ...(i > 0 ? [''] : []),
    title,
    ...(Array.isArray(part)
      ? rows(part as readonly Row[])
      : [
          Object.entries(part)
            .map((entry) => entry.join(' '))
            .join(', '),
        ]
    ).map((line) => `  ${line}`),
  ]);
}

/** Aligned columns under their names, the longest at the end; what is nested is for `--json`. */
function rows(data: readonly Row[]): string[] {
  const found = new Set(data.flatMap((row) => Object.keys(row)).filter((key) => !HIDDEN.has(key)));
  const columns = found.delete('source') ? [...found, 'source'] : [...found];
  const cells = [columns, ...data.map((row) => columns.map((key) => shown(row[key])))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  return cells.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '-' : String(value);
}

const HIDDEN = new Set(['bounds', 'coordinates', 'minimizers', 'facts', 'file', 'functions', 'settings', 'unfinished']);
