/** The gp suite's family, but every fifth batch of a training is not a number; or cannot be made at all. */
import type { Family } from 'optbench/learn';
import gp, { type FamilySettings } from '../../../suites/gp/family.ts';

export default function family({
  broken = false,
  ...settings
}: FamilySettings & { readonly broken?: boolean }): Family {
  const sound = gp(settings);
  return {
    ...sound,
    batch(address, rows) {
      const batch = sound.batch(address, rows);
      if (Number(address[2]) % 5 !== 3) return batch;
      if (broken) throw new Error(`no functions at ${address.join(' ')}`);
      return {
        ...batch,
        on(tape) {
          const nothing = tape.constant(new Float32Array(batch.size).fill(Number.NaN), batch.size, 1);
          const one = tape.constant([1], 1, 1);
          return { value: (x) => tape.product(tape.columns(tape.beside(nothing, x), 0, 1), one) };
        },
      };
    },
  };
}
