/**
 * Suites and optimizers by reference: a guest's name, an optimizer's own name, a glob of such names, or a path to
 * anyone's file. What is loaded remembers its reference, so that a worker or a later session loads the same.
 */
import type { Settings } from '../descent/settings.ts';
import type { Optimizer, Rated } from '../optimizer.ts';
import type { Problem } from '../problem.ts';
import type { Suite } from '../suite.ts';
import { closest, messageOf, UsageError, unknown } from './errors.ts';
import { isGlob, matches } from './glob.ts';
import { absolute, guestNames, importGuest, isPath } from './guests.ts';

/** A suite and where it came from. */
export interface LoadedSuite {
  readonly suite: Suite;
  readonly reference: string;
}
/** An optimizer and the file, by name or path, that it came from. */
export interface LoadedOptimizer {
  readonly optimizer: Optimizer;
  readonly reference: string;
}
/** An objective given as text: mathjs for the formula, `x: real -5 5; n: integer 1 9` for its space. */
export interface ExpressionText {
  readonly expression: string;
  readonly space: string;
}

/** Loads a suite: a name in suites/, an absolute path, or what `expressionReference` made of a formula. */
export async function loadSuite(reference: string): Promise<LoadedSuite> {
  if (reference.startsWith('{')) return { suite: await expression(reference), reference };
  if (!isPath(reference) && !guestNames('suites').includes(reference)) {
    throw unknown('suite', reference, guestNames('suites'));
  }
  return { suite: asSuite(await importGuest('suites', reference), reference), reference };
}

/** The reference of a suite that is one formula. */
export function expressionReference({ expression, space }: ExpressionText): string {
  return JSON.stringify({ expression, space });
}

async function expression(reference: string): Promise<Suite> {
  const { expression, space } = JSON.parse(reference) as ExpressionText;
  const { expressionSuite } = await import('../expression.ts');
  try {
    return await expressionSuite(expression, space);
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

/** All settings in one file of baselines/, or in anyone's file; the first is the default. */
export async function settingsOf(reference: string): Promise<readonly [LoadedOptimizer, ...LoadedOptimizer[]]> {
  const [first, ...rest] = await exportedBy(reference);
  if (first === undefined) throw new UsageError(`${reference}: exports an empty list of optimizers`);
  return [first, ...rest];
}

/** The same; nothing where a guest has nothing to offer yet, as a learned optimizer without weights. */
export async function exportedBy(reference: string): Promise<readonly LoadedOptimizer[]> {
  const exported = await importGuest('baselines', reference);
  const found = (Array.isArray(exported) ? exported : [exported]).map(
    (value): LoadedOptimizer => ({
      optimizer: asOptimizer(value, reference),
      reference,
    }),
  );
  const twice = duplicate(found.map(({ optimizer }) => optimizer.name));
  if (twice !== undefined) throw new UsageError(`${reference}: exports two optimizers called '${twice}'; rename one`);
  return found;
}

/** Loads the optimizer of this name from the file that a campaign remembers. */
export async function loadOptimizer(reference: string, name: string): Promise<Optimizer> {
  const settings = await settingsOf(reference);
  const found = settings.find(({ optimizer }) => optimizer.name === name);
  if (found !== undefined) return found.optimizer;
  const more = await namedIn(reference, name);
  if (more !== undefined) return more.optimizer;
  const names = settings.map(({ optimizer }) => optimizer.name);
  throw new UsageError(`${reference}: no longer holds the optimizer '${name}'; it holds ${names.join(', ')}`);
}

/** The suites that a command line names; 'all' is every guest. */
export async function suitesNamed(references: readonly string[], cwd: string): Promise<LoadedSuite[]> {
  const wanted = references.flatMap((reference) => (reference === 'all' ? guestNames('suites') : [reference]));
  const loaded = new Map<string, LoadedSuite>();
  for (const reference of wanted) {
    const found = await loadSuite(absolute(reference, cwd));
    keepUnique(loaded, 'suite', found.suite.name, found);
  }
  return [...loaded.values()];
}

/** The optimizers that a command line names; 'all' is the first setting of every guest. */
export async function optimizersNamed(references: readonly string[], cwd: string): Promise<LoadedOptimizer[]> {
  const loaded = new Map<string, LoadedOptimizer>();
  for (const reference of references) {
    for (const found of await optimizersOf(reference, cwd)) {
      keepUnique(loaded, 'optimizer', found.optimizer.name, found);
    }
  }
  return [...loaded.values()];
}

async function optimizersOf(reference: string, cwd: string): Promise<readonly LoadedOptimizer[]> {
  const files = guestNames('baselines');
  if (isPath(reference)) return settingsOf(absolute(reference, cwd));
  if (files.includes(reference)) return [(await settingsOf(reference))[0]];
  if (reference === 'all')
    return (await Promise.all(files.map(exportedBy))).flatMap((settings) => settings.slice(0, 1));

  // Not a file's name: one setting's own name, which may be in any file, most likely in one that it begins with.
  const likely = files.filter((file) => reference.startsWith(file));
  const order = isGlob(reference) ? files : [...likely, ...files.filter((file) => !likely.includes(file))];
  const seen: string[] = [];
  const found: LoadedOptimizer[] = [];
  for (const file of order) {
    for (const setting of await exportedBy(file)) {
      seen.push(setting.optimizer.name);
      if (matches(reference, setting.optimizer.name)) found.push(setting);
    }
    found.push(...(await byRole(file, reference)));
    if (found.length > 0 && !isGlob(reference)) return found;
    const more = await namedIn(file, reference);
    if (more !== undefined) return [more];
  }
  if (found.length > 0) return found;
  const guess = closest(reference, [...new Set([...files, ...seen])]);
  throw unknown('optimizer', reference, guess === undefined || files.includes(guess) ? files : [...files, guess]);
}

/** A setting that a file has by name but does not list: 'adam-0.01-cosine'. */
async function namedIn(reference: string, name: string): Promise<LoadedOptimizer | undefined> {
  const optimizer = (await settingsIn(reference)).named?.(name);
  return optimizer && { optimizer, reference };
}

/** The settings that 'adam-tuned', 'adam-default' or '*-tuned' means. */
async function byRole(file: string, reference: string): Promise<readonly LoadedOptimizer[]> {
  const { methods = [], named } = await settingsIn(file);
  return methods
    .flatMap(({ name }) => [`${name}-default`, `${name}-tuned`])
    .filter((role) => matches(reference, role) && /-(default|tuned)$/.test(reference))
    .flatMap((role) => named?.(role) ?? [])
    .map((optimizer) => ({ optimizer, reference: file }));
}

async function settingsIn(reference: string): Promise<Partial<Settings>> {
  return (await importGuest('baselines', reference)) as Partial<Settings>;
}

function keepUnique<Found extends { readonly reference: string }>(
  loaded: Map<string, Found>,
  kind: string,
  name: string,
  found: Found,
): void {
  const before = loaded.get(name);
  if (before !== undefined && before.reference !== found.reference) {
    throw new UsageError(
      `two of the ${kind}s are called '${name}': ${before.reference} and ${found.reference}; rename one of them`,
    );
  }
  if (before === undefined) loaded.set(name, found);
}

/** All problems that a suite lists, once it is sure that their ids can name journals. */
export function problemsOf({ suite, reference }: LoadedSuite): Problem[] {
  let problems: Problem[];
  try {
    problems = [...suite.problems()];
  } catch (error) {
    throw new UsageError(`${reference}: problems() threw: ${messageOf(error)}`, { cause: error });
  }
  for (const { id } of problems) expectName(id, reference);
  const twice = duplicate(problems.map(({ id }) => id));
  if (twice !== undefined) throw new UsageError(`${reference}: lists two problems called '${twice}'; rename one`);
  return problems;
}

function duplicate(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** What `check` and the loaders recognise a suite by. */
export function isSuiteLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'problems' in value;
}

/** The value as a suite; throws with what is missing. */
export function asSuite(value: unknown, place: string): Suite {
  const suite = expectFields(value, place, 'a suite', {
    name: 'string',
    about: 'string',
    problems: 'function',
    budget: 'function',
    seeds: 'number',
  });
  expectName(suite['name'] as string, place);
  return value as Suite;
}

/** The value as an optimizer; throws with what is missing. */
export function asOptimizer(value: unknown, place: string): Optimizer {
  const optimizer = expectFields(value, place, 'an optimizer', {
    name: 'string',
    order: 'number',
    source: 'string',
    start: 'function',
  });
  expectName(optimizer['name'] as string, place);
  if (optimizer['order'] !== 0 && optimizer['order'] !== 1) {
    throw new UsageError(
      `${place}: an optimizer's order is 0 (values) or 1 (gradients too), got ${optimizer['order']}`,
    );
  }
  const { rated } = optimizer as { rated?: Partial<Rated> };
  if (rated !== undefined && !(typeof rated?.method === 'string' && typeof rated.rate === 'number' && rated.rate > 0)) {
    throw new UsageError(`${place}: 'rated' is { method, rate } with a rate above 0, got ${JSON.stringify(rated)}`);
  }
  return value as Optimizer;
}

function expectFields(
  value: unknown,
  place: string,
  kind: string,
  fields: Readonly<Record<string, 'string' | 'number' | 'function'>>,
): Record<string, unknown> {
  const names = Object.keys(fields).join(', ');
  if (typeof value !== 'object' || value === null) {
    throw new UsageError(`${place}: the default export must be ${kind} { ${names} }, got ${typeof value}`);
  }
  const record = value as Record<string, unknown>;
  for (const [name, type] of Object.entries(fields)) {
    if (typeof record[name] === type) continue;
    const got = record[name] === undefined ? 'it is missing' : `got a ${typeof record[name]}`;
    throw new UsageError(
      `${place}: the default export must be ${kind} { ${names} }: '${name}' must be a ${type}, ${got}`,
    );
  }
  return record;
}

function expectName(name: string, place: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._+=-]*$/.test(name)) return;
  throw new UsageError(`${place}: the name '${name}' must be fit for a file name: letters, digits and . _ + = - only`);
}
