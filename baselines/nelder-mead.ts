/**
 * The downhill simplex. Nelder & Mead (1965), with the order of moves and the rule for ties of Lagarias et al. (1998),
 * section 2, the coefficients of Gao & Han (2012), eq. 4.1, which depend on the dimension, and restarts in the manner of
 * Luersen & Le Riche (2004), so that the budget is spent: from a random point where the simplex has converged or sees a
 * plateau, and from its best vertex, with a fresh simplex, where it has become flat without having converged.
 *
 *   S        n + 1 vertices, best first           rho    1, reflection        gamma  contraction
 *   c        centroid of all but the worst        chi    expansion            sigma  shrinkage
 *
 * Deviation: the simplex moves in R^n, and a point beyond a face of the box is folded back like light by a mirror: f is
 * continued evenly. (Clipping would flatten the simplex against the face.) The first simplex points inwards and is 0.2
 * wide; along integers and choices at least as wide as one value, or it would not see them change.
 */
import { type Coordinate, type Sequence, type Setup, sequential, type Trial, type Vector } from 'optbench';

interface Vertex {
  readonly x: Vector;
  readonly value: number;
}
type Steps<Result> = Generator<Vector, Result, Trial>;

/** Evaluates a point. */
type Evaluate = (x: Vector) => Steps<Vertex>;

const width = 0.2;
const widthInReals = 0.5;
/** The size of a simplex that has converged, and the spread of its values, relative to the best of them. */
const [smallest, closest] = [1e-7, 1e-13];
/** The least ratio of a simplex' thickness to its size. */
const flat = 1e-6;

export default sequential({
  name: 'nelder-mead',
  order: 0,
  source: 'Nelder & Mead (1965); Lagarias et al. (1998), section 2; Gao & Han (2012), eq. 4.1',
  *steps({ space, x0, rng }: Setup): Sequence {
    const fold = (v: number): number => {
      const period = Math.abs(v) % 2;
      return period > 1 ? 2 - period : period;
    };
    // A coordinate that overflowed in R^n goes back to the start.
    const legal = (x: Vector): Vector => x.map((v, i) => (space.bounded ? fold(v) : Number.isFinite(v) ? v : x0[i]!));
    function* at(x: Vector): Steps<Vertex> {
      const { value } = yield legal(x);
      return { x, value };
    }
    const inward = (x: Vector, width: (i: number) => number): Vector =>
      x.map((v, i) => (space.bounded && v > 0.5 ? -width(i) : width(i)));
    const first = Float64Array.from(space.coordinates, firstWidth);
    for (let start = x0; ; start = x0.map((v) => (space.bounded ? rng.next() : v + rng.normal()))) {
      let S = yield* simplex(
        yield* at(start),
        inward(start, (i) => first[i]!),
        at,
      );
      S = yield* descend(S, at);
      let best = Number.POSITIVE_INFINITY;
      // Flat: a fresh simplex, for as long as that leads any lower.
      while (!converged(S) && !level(S) && S[0]!.value < best) {
        best = S[0]!.value;
        const [corner, width] = [{ x: legal(S[0]!.x), value: best }, size(S)];
        S = yield* simplex(
          corner,
          inward(corner.x, () => width),
          at,
        );
        S = yield* descend(S, at);
      }
    }
  },
});

/** Moves until the simplex has converged, sees a plateau, or is flat. Lagarias et al. (1998), section 2. */
function* descend(start: readonly Vertex[], at: Evaluate): Steps<readonly Vertex[]> {
  const n = start.length - 1;
  const d = Math.max(2, n); // the coefficients are made for two dimensions and more
  const [chi, gamma, sigma] = [1 + 2 / d, 0.75 - 1 / (2 * d), 1 - 1 / d]; // eq. 4.1 of Gao & Han
  let S = sorted(start);
  let plateau = false;
  for (let iteration = 1; ; iteration++) {
    if (converged(S) || (plateau && level(S))) return S;
    if (iteration % n === 0 && thickness(S) <= flat * size(S)) return S;
    plateau = level(S);
    const [best, second, worst] = [S[0]!, S[n - 1]!, S[n]!];
    const c = best.x.map((_, i) => S.slice(0, n).reduce((sum, { x }) => sum + x[i]!, 0) / n);
    const along = (t: number): Vector => c.map((v, i) => v + t * (v - worst.x[i]!));

    const reflected = yield* at(along(1));
    let next: Vertex | undefined;
    if (reflected.value < best.value) {
      const expanded = yield* at(along(chi));
      next = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) {
      next = reflected;
    } else if (reflected.value < worst.value) {
      const outside = yield* at(along(gamma));
      if (outside.value <= reflected.value) next = outside;
    } else {
      const inside = yield* at(along(-gamma));
      if (inside.value < worst.value) next = inside;
    }

    if (next !== undefined) {
      S = sorted([...S.slice(0, n), next]);
      continue;
    }
    const shrunk: Vertex[] = [best];
    for (const { x } of S.slice(1)) shrunk.push(yield* at(x.map((v, i) => best.x[i]! + sigma * (v - best.x[i]!))));
    S = sorted(shrunk);
  }
}

/** A corner and one step from it along every axis. */
function* simplex(corner: Vertex, steps: Vector, at: Evaluate): Steps<readonly Vertex[]> {
  const S = [corner];
  for (const [axis, step] of steps.entries()) {
    S.push(yield* at(corner.x.map((v, i) => (i === axis ? v + step : v))));
  }
  return S;
}

/** Best first; a new vertex, which comes last, goes behind those that equal it. */
function sorted(S: readonly Vertex[]): readonly Vertex[] {
  return S.toSorted((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}

/** The greatest distance from the best vertex, in any coordinate. */
function size(S: readonly Vertex[]): number {
  const origin = S[0]!.x;
  return Math.max(...S.slice(1).map(({ x }) => Math.max(...x.map((v, i) => Math.abs(v - origin[i]!)))));
}

/** Whether the simplex is as small, or its values as close, as makes no difference any more. */
function converged(S: readonly Vertex[]): boolean {
  const [best, worst] = [S[0]!.value, S.at(-1)!.value];
  return size(S) <= smallest || (best !== worst && worst - best <= closest * Math.abs(best));
}

/** Whether all vertices have one value: a plateau, or failures everywhere. */
function level(S: readonly Vertex[]): boolean {
  return S[0]!.value === S.at(-1)!.value;
}

/** The length of the edge that adds least to the span of the others (Gram & Schmidt, longest first). */
function thickness(S: readonly Vertex[]): number {
  const edges = S.slice(1).map(({ x }) => x.map((v, i) => v - S[0]!.x[i]!));
  const norm = (edge: Vector): number => Math.hypot(...edge);
  for (;;) {
    const longest = edges.reduce((a, b) => (norm(b) > norm(a) ? b : a));
    const length = norm(longest);
    edges.splice(edges.indexOf(longest), 1);
    if (edges.length === 0 || length === 0) return length;
    for (const edge of edges) {
      const share = edge.reduce((sum, v, i) => sum + v * longest[i]!, 0) / length ** 2;
      for (let i = 0; i < edge.length; i++) edge[i]! -= share * longest[i]!;
    }
  }
}

/** A step that reaches another value of the coordinate, from wherever it starts. */
function firstWidth(coordinate: Coordinate): number {
  if (coordinate.kind === 'choice') return Math.max(width, 1 / coordinate.options.length);
  const { kind, low, high, scale } = coordinate;
  if (kind === 'real') return Number.isFinite(low) ? width : widthInReals;
  const widest =
    scale === 'linear' ? 1 / (high - low + 1) : Math.log1p(1 / (low - 0.5)) / Math.log((high + 0.5) / (low - 0.5));
  return Math.max(width, widest);
}
