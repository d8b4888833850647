/** `optbench check`: the laws, applied to anyone's suite or optimizers. */
import { checkOptimizer, checkSuite, type Verdict } from '../check/index.ts';
import { ExitCode } from './errors.ts';
import { absolute, guestNames, importGuest, isPath } from './guests.ts';
import type { Io } from './io.ts';
import { asOptimizer, asSuite, isSuiteLike } from './plugins.ts';

/** Checks what a file, or a guest of this name, exports and prints every verdict. */
export async function check(file: string, { json }: { readonly json: boolean }, io: Io): Promise<number> {
  const isOptimizer = !isPath(file) && !guestNames('suites').includes(file);
  const exported = await importGuest(isOptimizer ? 'baselines' : 'suites', absolute(file, io.cwd));
  const verdicts: Verdict[] = [];
  if (isSuiteLike(exported)) verdicts.push(...(await checkSuite(asSuite(exported, file))));
  else {
    for (const entry of Array.isArray(exported) ? exported : [exported]) {
      verdicts.push(...(await checkOptimizer(asOptimizer(entry, file))));
    }
  }
  const broken = verdicts.filter(({ kept }) => !kept);
  if (json) io.out(`${JSON.stringify(verdicts, null, 2)}\n`);
  else {
    for (const verdict of verdicts) io.out(`${line(verdict)}\n`);
    io.out(`${verdicts.length - broken.length} of ${verdicts.length} laws kept\n`);
  }
  return broken.length > 0 ? ExitCode.lawsBroken : ExitCode.done;
}

function line(verdict: Verdict): string {
  const { law, subject } = verdict;
  return verdict.kept ? `kept    ${subject}: ${law}` : `BROKEN  ${subject}: ${law}: ${verdict.evidence}`;
}
