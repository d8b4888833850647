/**
 * The value of every kind of problem at one point of its space, as it was when results were first published: whoever
 * changes one of these changes what all results mean. To accept new problems: OPTBENCH_WRITE_GOLDEN=1 npx vitest run test/golden.test.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findProblem, type Suite, startingPoint, stream } from 'optbench';
import { describe, expect, it } from 'vitest';

/** Of suites with many problems of one make, the first instances. */
const SAMPLE: Record<string, (id: string) => boolean> = {
  bbob: (id) => /-i0[12]-d(02|10)$/.test(id),
  broad: (id) => /-i00[1-5]$/.test(id),
  convex: (id) => /-i0?0[12]$/.test(id),
  'gmm-df': (id) => /-i00[12]$/.test(id),
  gp: (id) => /-i01$/.test(id),
  quadratics: (id) => /-i00[12]$/.test(id),
};
const path = new URL('golden.json', import.meta.url);
const golden: Record<string, Record<string, number>> = JSON.parse(readFileSync(path, 'utf8'));

describe.each(readdirSync(new URL('../suites', import.meta.url)).map((file) => file.replace('.ts', '')))(
  '%s',
  (name) => {
    it('has the values that were published', async () => {
      const suite = await load(name);
      const ids = [...suite.problems()].map(({ id }) => id).filter(SAMPLE[name] ?? (() => true));
      const values: Record<string, number> = Object.fromEntries(
        await Promise.all(ids.map(async (id) => [id, await goldenValue(suite, id)])),
      );
      if (process.env['OPTBENCH_WRITE_GOLDEN']) {
        golden[name] = values;
        writeFileSync(path, `${JSON.stringify(golden, null, 1)}\n`);
      }
      expect(Object.keys(values)).toEqual(Object.keys(golden[name] ?? {}));
      for (const [id, value] of Object.entries(values)) {
        // Training a model piles up rounding; a formula hardly does.
        const tolerance = name === 'hpo' ? 1e-6 : 1e-11;
        expect(Math.abs(value - golden[name]![id]!), id).toBeLessThanOrEqual(
          tolerance * (1 + Math.abs(golden[name]![id]!)),
        );
      }
    });
  },
);

async function load(name: string): Promise<Suite> {
  const places = [`../suites/${name}.ts`, `../suites/${name}/index.ts`];
  const present = places.find((place) => {
    try {
      return readFileSync(new URL(place, import.meta.url)).length > 0;
    } catch {
      return false;
    }
  });
  return ((await import(new URL(present!, import.meta.url).href)) as { default: Suite }).default;
}

async function goldenValue(suite: Suite, id: string): Promise<number> {
  const problem = findProblem(suite, id)!;
  const { space, start, blocks } = problem;
  const oracle = await start(stream('golden'));
  // A network whose parameters are all 1 has units that are all alike: it is looked at where it begins.
  const x =
    blocks !== undefined
      ? startingPoint(problem, stream('golden', 'x0'))
      : new Float64Array(space.dim).fill(space.bounded ? 0.4 : 1);
  const { value } = await oracle.evaluate(space.decode(x), { id: 0, order: 0, signal: new AbortController().signal });
  await oracle.close?.();
  return value;
}
