/** A tame suite: spheres, one of them unlisted. */
import { box, formula, type Suite } from 'optbench';

const sphere = (dim: number) =>
  formula({
    id: `sphere-d${dim}`,
    space: box(Array.from({ length: dim }, () => [-5, 5] as const)),
    source: 'test',
    optimum: 0,
    minimizers: [new Float64Array(dim)],
    value: (x) => x.reduce((sum, v) => sum + v * v, 0),
    gradient: (x) => x.map((v) => 2 * v),
  });

const spheres: Suite = {
  name: 'spheres',
  about: 'Spheres.',
  problems: () => [sphere(1), sphere(2)],
  find: (id) => (id === 'sphere-d9' ? sphere(9) : undefined),
  budget: () => 12,
  seeds: 2,
};

export default spheres;
