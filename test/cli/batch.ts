/**
 * Runs several command lines in one real process, so that they pay for one start: `node batch.ts '[["list"], ...]'`. Prints
 * what each wrote and returned. Between them files may be tampered with:
 *
 *   !replace FILE FROM TO    !chop FILE BYTES    !link FILE TARGET
 */
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { runCli } from '../../src/cli/program.ts';

const [commands, cwd] = process.argv.slice(2) as [string, string];
const results: unknown[] = [];
for (const argv of JSON.parse(commands) as string[][]) {
  if (argv[0]!.startsWith('!')) {
    tamper(argv);
    results.push({ code: 0, out: '', err: '' });
    continue;
  }
  let out = '';
  let err = '';
  const code = await runCli(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    read: () => '[[1, 2]]',
    terminal: undefined,
    cwd,
    onInterrupt: () => () => {},
  });
  results.push({ code, out, err });
}
process.stdout.write(JSON.stringify(results));

function tamper([verb, file, ...args]: readonly string[]): void {
  const path = resolve(cwd, file!);
  mkdirSync(dirname(path), { recursive: true });
  if (verb === '!chop') truncateSync(path, statSync(path).size - Number(args[0]));
  if (verb === '!replace') {
    const text = readFileSync(path, 'utf8');
    if (!text.includes(args[0]!)) throw new Error(`batch: ${file} does not contain ${args[0]}`);
    writeFileSync(path, text.replace(args[0]!, args[1]!));
  }
  if (verb === '!link') {
    rmSync(path, { force: true });
    symlinkSync(args[0]!, path);
  }
}
