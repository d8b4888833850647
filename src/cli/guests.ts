/**
 * The two folders, suites/ and baselines/, and files of anyone's. The folder is the registry: a guest is called by its
 * file's name, `<name>.ts` or `<name>/index.ts`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { register } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, UsageError } from './errors.ts';
import { whereItFails } from './plugin-error.ts';

/** The two folders. */
export type Folder = 'suites' | 'baselines';

/** Run from source, or built? */
const SOURCE = import.meta.url.endsWith('.ts');
const EXTENSION = SOURCE ? '.ts' : '.js';

/** The names of all guests in a folder. */
export function guestNames(folder: Folder): string[] {
  const path = folderPath(folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !name.startsWith('scratch-'))
    .flatMap((entry) => {
      if (entry.isDirectory()) return existsSync(`${path}${entry.name}/index${EXTENSION}`) ? [entry.name] : [];
      const stem = entry.name.slice(0, -EXTENSION.length);
      return entry.name.endsWith(EXTENSION) && !stem.endsWith('.d') ? [stem] : [];
    })
    .sort();
}

/** Whether a reference is a path to a file rather than a guest's name. */
export function isPath(reference: string): boolean {
  return /[/\\]/.test(reference) || /\.[cm]?[jt]s$/.test(reference);
}

/** The reference under which a worker, or a later session, finds the same file. */
export function absolute(reference: string, cwd: string): string {
  return isPath(reference) && !isAbsolute(reference) ? resolve(cwd, reference) : reference;
}

/** Imports a guest by its name, or anyone's file by its absolute path, and returns its default export. */
export async function importGuest(folder: Folder, reference: string): Promise<unknown> {
  const path = isPath(reference) ? reference : guestPath(folder, reference);
  if (!existsSync(path)) throw new UsageError(`${reference}: there is no such file`);
  await prepareImports(path);
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new UsageError(`${path}: cannot be loaded: ${whereItFails(path, error)}`, { cause: error });
  }
  if (module.default === undefined) {
    throw new UsageError(
      `${path}: exports nothing by default; end it with 'export default' and a ${folder === 'suites' ? 'suite' : 'optimizer'}`,
    );
  }
  return module.default;
}

function folderPath(folder: Folder): string {
  return fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
}

/** What lies in a guest's folder: `beside('baselines', 'rnn', 'weights')`. */
export function beside(folder: Folder, name: string, entry: string): string {
  return `${folderPath(folder)}${name}/${entry}`;
}

/** A module in a guest's folder, source or compiled: `suites/chen2017/reproduction.ts`. */
export function moduleBeside(folder: Folder, name: string, module: string): string {
  return beside(folder, name, `${module}${EXTENSION}`);
}

/** The files `<name>.reproduction.ts` beside suites, by their names. */
export function reproductionFiles(): ReadonlyMap<string, string> {
  const root = folderPath('suites');
  const ending = `.reproduction${EXTENSION}`;
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    folders.flatMap(({ name: folder }) =>
      readdirSync(`${root}${folder}`)
        .filter((file) => file.endsWith(ending))
        .map((file) => [file.slice(0, -ending.length), `${root}${folder}/${file}`] as const),
    ),
  );
}

function guestPath(folder: Folder, name: string): string {
  const file = `${folderPath(folder)}${name}${EXTENSION}`;
  return existsSync(file) ? file : `${folderPath(folder)}${name}/index${EXTENSION}`;
}

let hooked = false;
let typescript = SOURCE;

/** Makes 'optbench' mean this package everywhere, and TypeScript readable. The built package's own guests need neither. */
async function prepareImports(path: string): Promise<void> {
  try {
    if (!typescript && /\.[cm]?ts$/.test(path)) {
      typescript = true;
      const { register: registerTypeScript } = await import('tsx/esm/api');
      registerTypeScript();
    }
    if (!hooked && (SOURCE || isForeign(path))) {
      hooked = true;
      const door = (file: string): string => new URL(`../${file}${EXTENSION}`, import.meta.url).href;
      const doors = { optbench: door('index'), 'optbench/learn': door('learn'), 'optbench/check': door('check/index') };
      const root = new URL('../../', import.meta.url).href;
      register('./package-hook.mjs', import.meta.url, { data: { doors, root, extension: EXTENSION } });
    }
  } catch (error) {
    throw new Error(`cannot prepare the import of ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function isForeign(path: string): boolean {
  return !path.startsWith(fileURLToPath(new URL('../../', import.meta.url)));
}
