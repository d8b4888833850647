/** Spheres that take four milliseconds each: time enough to be killed in. */
import { box, formula, type Suite } from 'optbench';

const clock = new Int32Array(new SharedArrayBuffer(4));

const slow = (dim: number) =>
  formula({
    id: `slow-d${dim}`,
    space: box(Array.from({ length: dim }, () => [-5, 5] as const)),
    source: 'test',
    optimum: 0,
    value(x) {
      Atomics.wait(clock, 0, 0, 4);
      return x.reduce((sum, v) => sum + (v - 1) ** 2, 0);
    },
  });

const suite: Suite = {
  name: 'slow',
  about: 'Slow spheres.',
  problems: () => [slow(1), slow(2), slow(3)],
  budget: () => 100,
  seeds: 2,
};

export default suite;
