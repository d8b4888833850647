/** The 24 functions in the order of their numbers. */
import type { Definition } from '../definition.ts';
import { gallagher21, gallagher101 } from './gallagher.ts';
import { bentCigar, differentPowers, discus, rotatedEllipsoid, sharpRidge } from './ill-conditioned.ts';
import { attractiveSector, rosenbrock, rotatedRosenbrock, stepEllipsoid } from './moderate.ts';
import { griewankRosenbrock, rotatedRastrigin, schaffers10, schaffers1000, weierstrass } from './multimodal.ts';
import { buecheRastrigin, ellipsoid, linearSlope, rastrigin, sphere } from './separable.ts';
import { katsuura, lunacekBiRastrigin, schwefel } from './weakly-structured.ts';

/** f1 is the first. */
export const functions: readonly Definition[] = [
  sphere,
  ellipsoid,
  rastrigin,
  buecheRastrigin,
  linearSlope,
  attractiveSector,
  stepEllipsoid,
  rosenbrock,
  rotatedRosenbrock,
  rotatedEllipsoid,
  discus,
  bentCigar,
  sharpRidge,
  differentPowers,
  rotatedRastrigin,
  weierstrass,
  schaffers10,
  schaffers1000,
  griewankRosenbrock,
  schwefel,
  gallagher101,
  gallagher21,
  katsuura,
  lunacekBiRastrigin,
];
