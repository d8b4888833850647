/** What the fused tape keeps in the kernels' memory: matrices, the weights with the forms that kernels read them in, and room. */
import type { Address, Arena } from './kernels.ts';
import type { Node } from './tape.ts';
import { matrixShape, type Weights } from './weights.ts';

/**
 * Numbers in the memory, `stride` bytes from one row to the next; `learns` where weights had a part in them. Some columns of a
 * matrix are a matrix in the same place, with a wider stride, and their gradient is a part of the whole's.
 */
export class Matrix implements Node {
  readonly rows: number;
  readonly cols: number;
  readonly at: Address;
  readonly learns: boolean;
  readonly stride: number;
  /** What it is a part of, if of anything. */
  readonly whole: Matrix | undefined;
  /** Its gradient, once there is one. */
  slope: Address | undefined;
  /** The same numbers without gaps, once somebody needed them so. */
  closed: Matrix | undefined;
  /** Whether it is known to be all zeros, as states are at the start. */
  zero = false;

  constructor(rows: number, cols: number, at: Address, learns: boolean, whole?: Matrix) {
    this.rows = rows;
    this.cols = cols;
    this.at = at;
    this.learns = learns;
    this.stride = whole?.stride ?? 4 * cols;
    this.whole = whole;
  }

  get size(): number {
    return this.rows * this.cols;
  }
}

/** Whether weights had a part in it. */
export const learns = (matrix: Matrix): boolean => matrix.learns;

/** The weights in the memory, and room beside each for the forms in which kernels read it. All tapes over them share these. */
export class Theta {
  readonly nodes: Readonly<Record<string, Matrix>>;
  private readonly forms = new Map<Matrix, { transposed: Form; panels: Form }>();

  constructor(memory: Arena, weights: Weights, learns: boolean) {
    this.nodes = Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => {
        const [rows, cols] = matrixShape(weight, name);
        const matrix = new Matrix(rows, cols, memory.take(rows * cols), learns);
        memory.numbers(matrix.at, matrix.size).set(weight.data);
        if (rows > 1) this.room(memory, matrix);
        return [name, matrix];
      }),
    );
  }

  gradient(memory: Arena): Record<string, Float32Array> {
    return Object.fromEntries(
      Object.entries(this.nodes).map(([name, { slope, size }]) => [
        name,
        slope === undefined ? new Float32Array(size) : Float32Array.from(memory.numbers(slope, size)),
      ]),
    );
  }

  /** Another form of a factor, which need not be a weight; `make` fills it the first time. */
  form(memory: Arena, W: Matrix, kind: 'transposed' | 'panels', make: (at: Address) => void): Address {
    const form = (this.forms.get(W) ?? this.room(memory, W))[kind];
    if (!form.made) make(form.at);
    form.made = true;
    return form.at;
  }

  private room(memory: Arena, W: Matrix): { transposed: Form; panels: Form } {
    const form = (): Form => ({ at: memory.take(W.size), made: false });
    const forms = { transposed: form(), panels: form() };
    this.forms.set(W, forms);
    return forms;
  }
}

/** A matrix's numbers in another order. */
interface Form {
  readonly at: Address;
  made: boolean;
}

/** Places that are used again and again. */
export class Places {
  private readonly memory: Arena;
  /** Places of gradients that have been passed on, by how many numbers they hold. */
  private readonly free = new Map<number, Address[]>();
  private readonly rooms = new Map<number, Address>();

  constructor(memory: Arena) {
    this.memory = memory;
  }

  take(count: number): Address {
    return this.free.get(count)?.pop() ?? this.memory.take(count);
  }

  giveBack(at: Address, count: number): void {
    const free = this.free.get(count) ?? [];
    this.free.set(count, free);
    free.push(at);
  }

  /** Room for one operation's own use: the same place for every operation that asks for as much. */
  room(count: number): Address {
    const known = this.rooms.get(count) ?? this.memory.take(count);
    this.rooms.set(count, known);
    return known;
  }
}
