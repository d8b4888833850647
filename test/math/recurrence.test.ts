/** The sequence that fills the cube without end: reference facts of Roberts (2018). */
import { describe, expect, it } from 'vitest';
import { recurrenceAt, recurrenceSteps } from '../../src/math/recurrence.ts';

describe('the recurrence of Weyl and Roberts', () => {
  it('is the golden-ratio sequence in one dimension, and fills any tenth of the line within 20 points', () => {
    const [step] = recurrenceSteps(1);
    expect(step).toBeCloseTo((Math.sqrt(5) - 1) / 2, 14);
    const tenths = new Set(Array.from({ length: 20 }, (_, t) => Math.floor(10 * recurrenceAt(t, step!))));
    expect(tenths.size).toBe(10);
  });

  it('solves phi^(d+1) = phi + 1', () => {
    for (const d of [2, 3, 6]) {
      const phi = 1 / recurrenceSteps(d)[0]!;
      expect(phi ** (d + 1)).toBeCloseTo(phi + 1, 12);
    }
  });
});
