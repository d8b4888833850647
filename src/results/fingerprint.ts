/** What a problem is, in sixteen letters: its space, its optimum and its values at fixed points, hashed. */
import { createHash } from 'node:crypto';
import { stream } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Problem } from '../problem.ts';

const POINTS = 3;

/** Evaluates the problem at three fixed points. An evaluation that fails is part of the fingerprint like any other. */
export async function fingerprint(problem: Problem): Promise<string> {
  const { space, order, optimum } = problem;
  const oracle = await problem.start(stream('fingerprint'));
  const values: string[] = [];
  try {
    for (let id = 0; id < POINTS; id++) values.push(await valueAt(point(space.dim, id), id));
  } finally {
    await oracle.close?.();
  }
  return createHash('sha256')
    .update(JSON.stringify([space.dim <= 1000 ? space.coordinates : space.dim, order, optimum ?? null, values]))
    .digest('hex')
    .slice(0, 16);

  async function valueAt(x: Vector, id: number): Promise<string> {
    try {
      const ticket = { id, order: 0, signal: new AbortController().signal } as const;
      const { value, violation } = await oracle.evaluate(space.decode(x), ticket);
      // Twelve digits: the last ones may differ between processors' math libraries.
      const bounds = violation === undefined ? '' : `, violation ${violation.toPrecision(12)}`;
      return typeof value === 'number' ? `${value.toPrecision(12)}${bounds}` : `not a number: ${String(value)}`;
    } catch (error) {
      return `failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

/** The middle of the cube, then points drawn once and for all. */
function point(dim: number, id: number): Vector {
  const rng = stream('fingerprint', 'point', id);
  return Float64Array.from({ length: dim }, () => (id === 0 ? 0.5 : rng.next()));
}
