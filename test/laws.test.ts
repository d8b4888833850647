/** The laws, applied to whatever lies in suites/ and baselines/: a new file there is examined without a line here. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Optimizer, Suite } from 'optbench';
import { checkOptimizer, checkSuite, optimizerLaws, problemLaws, suiteLaws, type Verdict } from 'optbench/check';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = (name: string) => fileURLToPath(new URL(`../${name}/`, import.meta.url));

/** The guests of a folder: `name.ts` or `name/index.ts`. */
function guests(name: string): [name: string, path: string][] {
  return readdirSync(folder(name))
    .filter((entry) => !entry.startsWith('scratch-'))
    .map((entry): [string, string] =>
      entry.endsWith('.ts')
        ? [entry.slice(0, -3), `${folder(name)}${entry}`]
        : [entry, `${folder(name)}${entry}/index.ts`],
    )
    .filter(([, path]) => existsSync(path));
}

const broken = (verdicts: readonly Verdict[], law: string) =>
  verdicts.flatMap((verdict) =>
    verdict.law === law && !verdict.kept ? [`${verdict.subject}: ${verdict.evidence}`] : [],
  );

const patience = 300_000;

describe.each(guests('suites'))('suites/%s', (_, path) => {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    const { default: suite } = (await import(path)) as { default: Suite };
    // Where every optimum is known the problems are formulas, and looking is cheap.
    const cheap = [...suite.problems()].every(({ optimum }) => optimum !== undefined);
    verdicts = await checkSuite(suite, { sample: cheap ? 200 : 8 });
  }, patience);

  it.each([...suiteLaws, ...problemLaws].map(({ name }) => name))('%s', (law) => {
    expect(verdicts.some((verdict) => verdict.law === law)).toBe(true);
    expect(broken(verdicts, law)).toEqual([]);
  });
});

describe.each(guests('baselines'))('baselines/%s', (_, path) => {
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    const { default: exported } = (await import(path)) as { default: Optimizer | readonly Optimizer[] };
    for (const optimizer of [exported].flat()) verdicts.push(...(await checkOptimizer(optimizer as Optimizer)));
  }, patience);

  it.each(optimizerLaws.map(({ name }) => name))('%s', (law) => {
    expect(verdicts.some((verdict) => verdict.law === law)).toBe(true);
    expect(broken(verdicts, law)).toEqual([]);
  });
});
