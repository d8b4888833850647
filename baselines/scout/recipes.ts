/**
 * How the shipped weights are trained: `optbench train scout`. Dimensions and kinds of functions take turns; half of them are
 * the paper's (RBF kernel, length-scale 0.2), the others vary in kernel and length-scale, coordinate by coordinate.
 * `scout-gp` is trained on the paper's alone, as the paper's own networks are.
 */
import type { FamilySettings, Training } from 'optbench/learn';
import { scout, scoutGp } from './rule.ts';

const published = (dim: number): FamilySettings => ({
  dim,
  kernels: ['rbf'],
  lengthScale: [0.2, 0.2],
  features: 128,
});
const varied = (dim: number): FamilySettings => ({
  dim,
  kernels: ['rbf', 'matern52'],
  lengthScale: [0.15, 0.6],
  anisotropy: 0.3,
  features: 128,
});

const turns = [
  published(6),
  varied(3),
  published(9),
  varied(1),
  published(3),
  varied(6),
  published(2),
  varied(9),
  published(6),
  varied(2),
  published(1),
  varied(4),
];

const trainings: readonly Training[] = [
  {
    rule: scout,
    recipe: {
      name: 'scout',
      seed: 1,
      dim: 'any',
      suite: 'gp',
      clip: 10,
      phases: [
        {
          iterations: 60,
          horizon: 100,
          // The area under the curve, and where it ends.
          loss: { best: 1, improvement: 30 },
          batch: 48,
          rate: [0.04, 0.004],
          family: turns,
          evolution: { pairs: 12, sigma: 0.15 },
        },
      ],
      validation: {
        family: [published(3), published(6), published(9)],
        problems: 128,
        at: [11, 21, 51, 100],
        every: 12,
        patience: [],
      },
    },
  },
  {
    rule: scoutGp,
    recipe: {
      name: 'scout-gp',
      seed: 1,
      dim: 'any',
      suite: 'gp',
      clip: 10,
      phases: [
        {
          iterations: 40,
          horizon: 100,
          loss: { best: 1, improvement: 30 },
          batch: 48,
          rate: [0.04, 0.004],
          family: [published(6), published(3), published(6), published(9)],
          evolution: { pairs: 12, sigma: 0.15 },
        },
      ],
      validation: {
        family: [published(3), published(6), published(9)],
        problems: 256,
        at: [11, 21, 51, 100],
        every: 10,
        patience: [],
      },
    },
  },
];
export default trainings;
