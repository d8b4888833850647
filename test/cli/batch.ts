/**
 * Runs several command lines in one real process, so that they pay for one start: `node batch.ts '[["list"], ...]'`. Prints
 * what each wrote and returned.
 */
import { runCli } from '../../src/cli/program.ts';

const [commands, cwd] = process.argv.slice(2) as [string, string];
const results: unknown[] = [];
for (const argv of JSON.parse(commands) as string[][]) {
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
