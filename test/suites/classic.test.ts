import { readFileSync } from 'node:fs';
import { findProblem, type Problem, startingPoint, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import { hartmann3 } from '../../suites/classic/functions/hartmann.ts';
import classic from '../../suites/classic/index.ts';

interface Reference {
  readonly source: string;
  readonly functions: readonly {
    readonly name: string;
    readonly d: number;
    readonly bounds: readonly (readonly [number, number])[];
    readonly fstar_documented: number;
    readonly fstar: number;
    readonly xstar: readonly (readonly number[])[];
    readonly X: readonly (readonly number[])[];
    readonly y: readonly number[];
  }[];
}
const reference: Reference = JSON.parse(readFileSync(new URL('./classic.reference.json', import.meta.url), 'utf8'));
const signal = new AbortController().signal;
const perturbable = ['branin', 'goldstein-price', 'hartmann3', 'hartmann6'];

function problem(id: string): Problem<Vector> {
  const found = classic.find!(id);
  if (found === undefined) throw new Error(`classic has no ${id}`);
  return found as Problem<Vector>;
}

function observe(p: Problem<Vector>, point: Vector): { value: number; gradient: Vector } {
  const oracle = p.start(stream('unused'));
  if (oracle instanceof Promise) throw new Error('classic opens its oracles at once');
  return oracle.evaluate(point, { id: 0, order: 1, signal }) as { value: number; gradient: Vector };
}

function relative(got: number, wanted: number): number {
  return Math.abs(got - wanted) / Math.max(1e-300, Math.abs(wanted));
}

/** Central differences, with Richardson's extrapolation. */
function slope(f: (t: number) => number, h: number): number {
  const central = (step: number): number => (f(step) - f(-step)) / (2 * step);
  return (4 * central(h / 2) - central(h)) / 3;
}

describe(`classic, against reference values (${reference.source})`, () => {
  const scalable = new Set(reference.functions.filter(({ d }) => d === 5).map(({ name }) => name));
  it.each(reference.functions)('$name in $d dimensions has the reference bounds, values and optimum', (wanted) => {
    const name = wanted.name.replaceAll('_', '-');
    const p = problem(scalable.has(wanted.name) ? `${name}-d${String(wanted.d).padStart(2, '0')}` : name);
    expect(p.space.coordinates.map((c) => (c.kind === 'real' ? [c.low, c.high] : []))).toEqual(wanted.bounds);
    wanted.X.forEach((point, i) => {
      expect(relative(observe(p, Float64Array.from(point)).value, wanted.y[i]!)).toBeLessThan(1e-12);
    });
    const size = Math.max(1, Math.abs(wanted.fstar));
    // Schwefel's value is a difference of numbers near 419 d.
    expect(Math.abs(p.optimum! - wanted.fstar)).toBeLessThan((name === 'schwefel' ? 2e-13 : 1e-13) * size * wanted.d);
    // Printed optima are rounded, one of them (Styblinski-Tang) in its sixth digit.
    const printed = name === 'schwefel' ? 2e-4 : 5e-6 * size;
    expect(Math.abs(p.optimum! - wanted.fstar_documented)).toBeLessThan(Math.max(printed, 5e-5));
    for (const x of wanted.xstar) {
      const distance = Math.min(...p.minimizers!.map((m) => Math.max(...m.map((v, i) => Math.abs(v - x[i]!)))));
      expect(distance).toBeLessThan(1e-7 * Math.max(1, Math.abs(x[0]!)));
    }
  });
});

describe('every classic problem', () => {
  const problems = [...classic.problems()] as Problem<Vector>[];

  it('is listed once, and found by its id', () => {
    const ids = problems.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(classic.find!(id)?.id).toBe(id);
  });

  it('is attained at its minimizers and not undercut anywhere', () => {
    for (const p of [...problems, problem('ackley-d07'), problem('michalewicz-d40')]) {
      const tolerance = 1e-12 * Math.max(1, Math.abs(p.optimum!)) * p.space.dim;
      expect(p.minimizers!.length, p.id).toBeGreaterThan(0);
      for (const point of p.minimizers!) {
        // Schwefel's values are differences of numbers near 419 d.
        expect(Math.abs(observe(p, point).value - p.optimum!), p.id).toBeLessThan(
          Math.max(tolerance, 1e-12 * p.space.dim),
        );
        expect(() => p.space.encode(point)).not.toThrow();
      }
      const rng = stream('undercut', p.id);
      for (let k = 0; k < 300; k++) {
        const near = p.minimizers![k % p.minimizers!.length]!;
        const x = p.space.encode(near).map((u) => Math.min(1, Math.max(0, u + 10 ** -(1 + (k % 8)) * rng.normal())));
        const point = k % 3 === 0 ? p.space.decode(startingPoint(p, rng)) : p.space.decode(x);
        expect(observe(p, point).value - p.optimum!, p.id).toBeGreaterThan(-tolerance);
      }
    }
  });

  it('has the gradient that finite differences have', () => {
    for (const p of [...problems, problem('rosenbrock-d07')]) {
      for (let k = 0; k < 5; k++) {
        const x = startingPoint(p, stream('gradient', p.id, k)).map((u) => 0.02 + 0.96 * u);
        const point = p.space.decode(x);
        const { value, gradient } = observe(p, point);
        const pulled = p.space.pullback(x, gradient);
        const size = Math.max(Math.abs(value), ...pulled.map(Math.abs));
        pulled.forEach((g, i) => {
          const along = (t: number): number => observe(p, p.space.decode(x.map((u, j) => (i === j ? u + t : u)))).value;
          // The smaller step is for points near a kink.
          const error = Math.min(...[2e-5, 1e-7].map((h) => Math.abs(slope(along, h) - g)));
          expect(error, `${p.id}, coordinate ${i}`).toBeLessThan(2e-6 * size);
        });
      }
    }
  });

  it('has a finite gradient at its kinks', () => {
    for (const p of problems) {
      for (const point of p.minimizers!) expect(observe(p, point).gradient.every(Number.isFinite), p.id).toBe(true);
    }
    expect([...observe(problem('bukin6'), Float64Array.of(-10, 1)).gradient]).toEqual([0, 0]);
    expect(observe(problem('eggholder'), Float64Array.of(0, -47)).gradient.every(Number.isFinite)).toBe(true);
  });

  it('takes points beyond its box where the textbook formula holds there', () => {
    expect(observe(problem('branin'), problem('branin').space.parse([20, 20])).value).toBeGreaterThan(0);
    expect(() => problem('branin-i01').space.parse([1.5, 0])).toThrow();
  });
});

describe('perturbed instances', () => {
  it('number a hundred and more for each of the four functions, all different', () => {
    for (const name of perturbable) {
      const maps = Array.from({ length: 120 }, (_, i) => problem(`${name}-i${String(i + 1).padStart(2, '0')}`).facts);
      expect(new Set(maps.map((facts) => JSON.stringify(facts))).size).toBe(120);
    }
    for (const id of ['branin-i00', 'branin-i1', 'branin-i001', 'beale-i01', 'ackley-d1', 'ackley-d101', 'beale-d02']) {
      expect(findProblem(classic, id), id).toBeUndefined();
    }
  });

  it('are what their published map says', () => {
    const p = problem('hartmann6-i17');
    const { permutation, flip, scale, translation } = p.facts as {
      permutation: number[];
      flip: boolean[];
      scale: number[];
      translation: number[];
    };
    const z = startingPoint(p, stream('map'));
    const u = Float64Array.from(permutation, (axis, i) => {
      const w = flip[i] ? 1 - z[axis]! : z[axis]!;
      return 0.5 + scale[i]! * (w - 0.5) + translation[i]!;
    });
    expect(observe(p, z).value).toBeCloseTo(observe(problem('hartmann6'), u).value, 14);
    expect(scale.every((s) => s >= 0.9 && s <= 1.1)).toBe(true);
    expect(translation.every((t) => t >= -0.1 && t <= 0.1)).toBe(true);
    expect([...permutation].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('have the published optimum wherever the minimizer is within reach', () => {
    const published = { branin: -1.04739, 'goldstein-price': -3.1291, hartmann6: -3.322368 };
    for (const [name, optimum] of Object.entries(published)) {
      for (let i = 1; i <= 100; i++) {
        expect(problem(`${name}-i${String(i).padStart(2, '0')}`).optimum).toBeCloseTo(optimum, 4);
      }
    }
  });

  it('of Hartmann-3 are never less than the optimum found anew on the part that is left', () => {
    const moved = Array.from({ length: 250 }, (_, i) => problem(`hartmann3-i${String(i + 1).padStart(2, '0')}`)).filter(
      ({ optimum }) => optimum! - hartmann3.optimum > 1e-9,
    );
    expect(moved.length).toBeGreaterThan(0);
    for (const p of moved) {
      // The minimizer is on the edge, and the projected gradient vanishes there.
      const [z] = p.minimizers!;
      const { gradient } = observe(p, z!);
      expect(z!.some((v) => v === 0 || v === 1)).toBe(true);
      z!.forEach((v, j) => {
        const step = Math.min(1, Math.max(0, v - 1e-3 * gradient[j]!));
        expect(Math.abs(step - v)).toBeLessThan(1e-10);
      });
      // No other valley is lower.
      const { scale, translation } = p.facts as Record<'scale' | 'translation', number[]>;
      const middle = (i: number): number => 0.5 + translation[i]!;
      const low = scale.map((side, i) => middle(i) - side / 2);
      const high = scale.map((side, i) => middle(i) + side / 2);
      expect(isLeast(p.optimum! - 1e-3, low, high), p.id).toBe(true);
    }
  });
});

/** Proves by branch and bound that Hartmann-3 is nowhere below a value in a box: no well is deeper than at its nearest point. */
function isLeast(value: number, low: readonly number[], high: readonly number[]): boolean {
  const alpha = [1, 1.2, 3, 3.2];
  const [odd, even] = [
    [3, 10, 30],
    [0.1, 10, 35],
  ];
  const centres = [
    [0.3689, 0.117, 0.2673],
    [0.4699, 0.4387, 0.747],
    [0.1091, 0.8732, 0.5547],
    [0.0381, 0.5743, 0.8828],
  ];
  const bound = (l: readonly number[], h: readonly number[]): number =>
    centres.reduce((sum, centre, i) => {
      const a = (i % 2 === 0 ? odd : even)!;
      const nearest = centre.map((c, j) => Math.max(0, l[j]! - c, c - h[j]!));
      return sum - alpha[i]! * Math.exp(-nearest.reduce((q, d, j) => q + a[j]! * d * d, 0));
    }, 0);
  const boxes = [[low, high] as const];
  for (let visited = 0; boxes.length > 0; visited++) {
    if (visited > 1e6) return false;
    const [l, h] = boxes.pop()!;
    if (bound(l, h) >= value) continue;
    const widths = h.map((v, j) => (v - l[j]!) * Math.sqrt(odd![j]!));
    const axis = widths.indexOf(Math.max(...widths));
    const middle = (l[axis]! + h[axis]!) / 2;
    boxes.push([l, h.with(axis, middle)], [l.with(axis, middle), h]);
  }
  return true;
}
