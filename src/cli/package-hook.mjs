/**
 * A module resolution hook: whatever imports 'optbench' gets the package that is running, even from a file that lies
 * outside any project; so does whatever imports a guest, 'optbench/baselines/rnn/rule'. And a plug-in written as an ES
 * module is read as one, even where no package.json says so.
 */
let doors = {};
let root;
let extension;

export function initialize(data) {
  ({ doors, root, extension } = data);
}

export async function resolve(specifier, context, next) {
  const [, guest] = /^optbench\/((?:suites|baselines)\/.+)$/.exec(specifier) ?? [];
  const door = guest === undefined ? doors[specifier] : new URL(`${guest}${extension}`, root).href;
  if (door !== undefined) return { url: door, format: 'module', shortCircuit: true };
  const found = await next(specifier, context);
  const ours =
    found.format === 'commonjs' && /^file:.*\.[jt]s$/.test(found.url) && !found.url.includes('/node_modules/');
  return ours ? { ...found, format: 'module' } : found;
}
