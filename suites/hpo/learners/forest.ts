/**
 * A random forest. Breiman (2001), Random Forests; splits on histograms of at most 256 bins a column, cut at quantiles of the
 * training rows where a column has more values (as Ke et al. 2017, LightGBM, Algorithm 1). Gini's impurity is the
 * variance of one-hot targets, so that classes and targets share one splitting rule: over the two sides, maximise
 *
 *   sum_side  sum_c S_c^2 / W      W  weight of the rows of the side      S_c  their weight in class c, or weighted target
 *
 * As in scikit-learn, a node looks at `features` of the columns, and at more until one of them can be split; a leaf holds at
 * least `leaf` different rows.
 */
import { choice, integer, type NamedPoint, type Rng, real, space, when } from 'optbench';
import { type Binned, bin, bins } from '../histogram.ts';
import type { Learner, Matrix, Sample } from '../learner.ts';

/** A random forest. */
export const forest: Learner = {
  name: 'forest',
  about: 'Random forest on histograms (own code).',
  source: 'Breiman (2001), Random Forests',
  // Its probabilities are honestly 0 or 1 at times, which a log loss would punish without limit.
  metric: (kind) => (kind === 'classification' ? 'brier-score' : 'relative-squared-error'),
  space: () =>
    space({
      trees: integer(8, 48, 'log'),
      depth: integer(1, 16),
      leaf: integer(1, 32, 'log'),
      features: real(0.05, 1),
      bootstrap: choice(true, false),
      sample: when('bootstrap', [true], real(0.2, 1)),
    }),
  open:
    ({ classes }) =>
    (point, train, query, rng) => {
      const trees = point['trees'] as number;
      const width = Math.max(1, classes);
      const table = bin(train.x);
      const all = new Float64Array(query.rows * width);
      for (let t = 0; t < trees; t++) {
        // Every tree has its own stream, so that more trees keep the ones that fewer had.
        const tree = new Tree(table, train, classes, point, rng.split('tree', t));
        for (let i = 0; i < query.rows; i++) tree.add(query, i, all);
      }
      for (let i = 0; i < all.length; i++) all[i]! /= trees;
      return all;
    },
};

interface Cut {
  readonly column: number;
  /** The last bin of the left side. */
  readonly bin: number;
  /** Midway between the values of the two sides that are nearest to each other. */
  readonly edge: number;
  readonly gain: number;
}

class Tree {
  /** A node splits on a column, or is a leaf (-1). Its left child follows it; `right` points at the other one. */
  private readonly column: number[] = [];
  private readonly edge: number[] = [];
  private readonly right: number[] = [];
  private readonly leaves: Float64Array[] = [];

  private readonly table: Binned;
  private readonly y: Float64Array;
  private readonly rows: number;
  private readonly classes: number;
  private readonly width: number;
  private readonly weight: Float64Array;
  private readonly least: number;
  private readonly tried: number;
  private readonly rng: Rng;
  private readonly columns: Int32Array;
  private readonly counts = new Int32Array(bins);
  private readonly weights = new Float64Array(bins);
  private readonly sums: Float64Array;
  private readonly left: Float64Array;

  constructor(table: Binned, { x, y }: Sample, classes: number, point: NamedPoint, rng: Rng) {
    const { depth, leaf, features } = point as Readonly<Record<string, number>>;
    this.table = table;
    this.y = y;
    this.rows = x.rows;
    this.classes = classes;
    this.width = Math.max(1, classes);
    this.least = leaf!;
    this.tried = Math.max(1, Math.round(features! * x.columns));
    this.rng = rng;
    this.columns = Int32Array.from({ length: x.columns }, (_, j) => j);
    this.sums = new Float64Array(bins * this.width);
    this.left = new Float64Array(this.width);
    this.weight = new Float64Array(x.rows).fill(point['bootstrap'] === true ? 0 : 1);
    if (point['bootstrap'] === true) {
      const draws = Math.max(1, Math.round((point['sample'] as number) * x.rows));
      for (let i = 0; i < draws; i++) this.weight[rng.integer(x.rows)]! += 1;
    }
    const rows = Int32Array.from({ length: x.rows }, (_, i) => i).filter((i) => this.weight[i]! > 0);
    this.grow(rows, depth!);
  }

  /** Adds the prediction for row i of the query to its place in `all`. */
  add({ data, columns }: Matrix, i: number, all: Float64Array): void {
    let node = 0;
    while (this.column[node]! >= 0) {
      node = data[i * columns + this.column[node]!]! <= this.edge[node]! ? node + 1 : this.right[node]!;
    }
    const leaf = this.leaves[this.right[node]!]!;
    for (let c = 0; c < leaf.length; c++) all[i * leaf.length + c]! += leaf[c]!;
  }

  private grow(rows: Int32Array, depth: number): void {
    const node = this.column.length;
    const { totals, weight, score } = this.total(rows);
    const cut = depth > 0 && rows.length >= 2 * this.least ? this.bestCut(rows, totals, weight, score) : undefined;
    if (cut === undefined) {
      this.column.push(-1);
      this.edge.push(0);
      this.right.push(this.leaves.length);
      this.leaves.push(totals.map((total) => total / weight));
      return;
    }
    this.column.push(cut.column);
    this.edge.push(cut.edge);
    this.right.push(0);
    const code = this.table.code.subarray(cut.column * this.rows, (cut.column + 1) * this.rows);
    this.grow(
      rows.filter((i) => code[i]! <= cut.bin),
      depth - 1,
    );
    this.right[node] = this.column.length;
    this.grow(
      rows.filter((i) => code[i]! > cut.bin),
      depth - 1,
    );
  }

  private total(rows: Int32Array) {
    const totals = new Float64Array(this.width);
    let weight = 0;
    for (const i of rows) {
      const w = this.weight[i]!;
      weight += w;
      if (this.classes > 0) totals[this.y[i]!]! += w;
      else totals[0]! += w * this.y[i]!;
    }
    return { totals, weight, score: squares(totals) / weight };
  }

  private bestCut(rows: Int32Array, totals: Float64Array, weight: number, score: number): Cut | undefined {
    const { columns, rng } = this;
    // A pure node has nothing to gain.
    if (this.classes > 0 && totals.includes(weight)) return undefined;
    let best: Cut | undefined;
    // Columns in random order, drawn as they are needed (Fisher-Yates).
    for (let drawn = 0; drawn < columns.length && (drawn < this.tried || best === undefined); drawn++) {
      const other = drawn + rng.integer(columns.length - drawn);
      [columns[drawn], columns[other]] = [columns[other]!, columns[drawn]!];
      const cut = this.cutOf(columns[drawn]!, rows, totals, weight);
      if (cut !== undefined && cut.gain > (best?.gain ?? score * (1 + 1e-12))) best = cut;
    }
    return best;
  }

  /** The best cut of this column: a scan over its histogram. */
  private cutOf(column: number, rows: Int32Array, totals: Float64Array, weight: number): Cut | undefined {
    const { counts, weights, sums, left, width, classes, y, least } = this;
    const last = this.table.least[column]!.length - 1;
    if (last === 0) return undefined;
    const code = this.table.code.subarray(column * this.rows, (column + 1) * this.rows);
    counts.fill(0, 0, last + 1);
    weights.fill(0, 0, last + 1);
    sums.fill(0, 0, (last + 1) * width);
    for (const i of rows) {
      const b = code[i]!;
      const w = this.weight[i]!;
      counts[b]! += 1;
      weights[b]! += w;
      if (classes > 0) sums[b * width + y[i]!]! += w;
      else sums[b]! += w * y[i]!;
    }
    left.fill(0);
    let count = 0;
    let leftWeight = 0;
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let b = 0; b < last; b++) {
      if (counts[b] === 0) continue;
      count += counts[b]!;
      leftWeight += weights[b]!;
      for (let c = 0; c < width; c++) left[c]! += sums[b * width + c]!;
      if (count < least) continue;
      if (rows.length - count < least || count === rows.length) break;
      let leftSquares = 0;
      let rightSquares = 0;
      for (let c = 0; c < width; c++) {
        leftSquares += left[c]! * left[c]!;
        rightSquares += (totals[c]! - left[c]!) ** 2;
      }
      const gain = leftSquares / leftWeight + rightSquares / (weight - leftWeight);
      if (gain > bestGain) [best, bestGain] = [b, gain];
    }
    if (best < 0) return undefined;
    let next = best + 1;
    while (counts[next] === 0) next++;
    const below = this.table.most[column]![best]!;
    const above = this.table.least[column]![next]!;
    return { column, bin: best, edge: below + (above - below) / 2, gain: bestGain };
  }
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
