/** Why a plug-in cannot be loaded, in one line that names the file and the line. */
import { spawnSync } from 'node:child_process';
import { messageOf } from './errors.ts';

/** What is wrong with the file at this path, told from what its import threw. */
export function whereItFails(path: string, error: unknown): string {
  const message = messageOf(error);
  const compiler = /^(.*:\d+:\d+): ERROR: (.*)$/m.exec(message);
  if (compiler !== null) return `${compiler[1]}: ${compiler[2]}`;
  const place = placeInStack(path, error) ?? (error instanceof SyntaxError ? placeOfSyntaxError(path) : undefined);
  return place === undefined ? message : `${place}: ${message}`;
}

/** The first line of the stack that lies in the file. */
function placeInStack(path: string, error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(path);
  const position = at < 0 ? null : /^:(\d+(?::\d+)?)/.exec(stack.slice(at + path.length));
  return position === null ? undefined : `${path}:${position[1]}`;
}

/** Node tells where a module's syntax error is only when it is run as a program. */
function placeOfSyntaxError(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8', timeout: 10_000 });
  return /^(.*:\d+)$/m.exec(stderr)?.[1];
}
