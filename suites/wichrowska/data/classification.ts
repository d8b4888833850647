/**
 * Data to be classified, as scikit-learn's `make_classification` draws them (Guyon 2003, Design of Experiments of the NIPS 2003
 * Variable Selection Challenge), with all features informative and two clusters a class.
 *
 *   A cluster sits on a corner of the cube [-separation, separation]^d, no two on the same; its points are A' e, e from N(0, I), with
 *   entries of A from U[-1, 1], drawn for each cluster. One label in a hundred is drawn anew. Rows come in random order.
 *
 * Deviation: the same distribution, not the same bit stream as NumPy's generator gives.
 */
import { type Rng, shuffled, type Vector } from 'optbench';

/** Rows of features with a class each: x is count x features, row by row. */
export interface LabelledRows {
  readonly features: number;
  readonly count: number;
  readonly x: Vector;
  readonly labels: Int32Array;
}

const clustersPerClass = 2;
const relabelled = 0.01;

/** Draws such data. */
export function classification(
  features: number,
  count: number,
  classes: number,
  separation: number,
  rng: Rng,
): LabelledRows {
  const clusters = classes * clustersPerClass;
  if (2 ** features < clusters)
    throw new Error(`classification: ${clusters} clusters need more than ${features} features`);
  const corners = drawCorners(features, clusters, rng);
  const x = new Float64Array(count * features);
  const labels = new Int32Array(count);
  const place = shuffled(
    Array.from({ length: count }, (_, i) => i),
    rng,
  );
  const normal = new Float64Array(features);
  let from = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const to = Math.floor(((cluster + 1) * count) / clusters);
    const A = Float64Array.from({ length: features * features }, () => 2 * rng.next() - 1);
    for (; from < to; from++) {
      for (let i = 0; i < features; i++) normal[i] = rng.normal();
      const row = x.subarray(place[from]! * features, (place[from]! + 1) * features);
      for (let j = 0; j < features; j++) row[j] = corners[cluster]![j]! * separation;
      for (let i = 0; i < features; i++) {
        for (let j = 0; j < features; j++) row[j]! += normal[i]! * A[i * features + j]!;
      }
      labels[place[from]!] = rng.next() < relabelled ? rng.integer(classes) : cluster % classes;
    }
  }
  return { features, count, x, labels };
}

/** Different corners of the cube [-1, 1]^features. */
function drawCorners(features: number, clusters: number, rng: Rng): readonly Vector[] {
  const corners = new Map<string, Vector>();
  while (corners.size < clusters) {
    const corner = Float64Array.from({ length: features }, () => 2 * rng.integer(2) - 1);
    corners.set(corner.join(), corner);
  }
  return [...corners.values()];
}
