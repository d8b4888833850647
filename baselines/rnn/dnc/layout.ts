/**
 * The parts of an external memory, and how they lie in the rows of a matrix. Graves et al. (2016), Methods.
 *
 *   N  words of memory         W  numbers in a word         R  read heads
 */

/** The sizes of an external memory. */
export interface MemorySizes {
  /** N */
  readonly words: number;
  /** W */
  readonly width: number;
  /** R */
  readonly reads: number;
}

/** The state: its parts, in the order of a row. */
export interface MemoryState {
  /** All parts in a row. */
  readonly row: Float64Array;
  /** r, R x W: the words read. */
  readonly words: Float64Array;
  /** M, N x W. */
  readonly memory: Float64Array;
  /** L, N x N: how much word i was written right after word j. */
  readonly link: Float64Array;
  /** p, N: how much each word was the last one written. */
  readonly precedence: Float64Array;
  /** u, N. */
  readonly usage: Float64Array;
  /** w^w, N: the write weighting. */
  readonly write: Float64Array;
  /** w^r, R x N: the read weightings. */
  readonly read: Float64Array;
}

/** What the controller steers a memory by: its parts, in the order of a row. */
export interface Interface {
  /** All parts in a row. */
  readonly row: Float64Array;
  /** k^r, R x W. */
  readonly readKeys: Float64Array;
  /** beta^r, R. */
  readonly readStrengths: Float64Array;
  /** k^w, W. */
  readonly writeKey: Float64Array;
  /** beta^w. */
  readonly writeStrength: Float64Array;
  /** e, W. */
  readonly erase: Float64Array;
  /** v, W. */
  readonly vector: Float64Array;
  /** f, R. */
  readonly freeGates: Float64Array;
  /** g^a. */
  readonly allocationGate: Float64Array;
  /** g^w. */
  readonly writeGate: Float64Array;
  /** pi, R x 3: backward, content, forward. */
  readonly modes: Float64Array;
}

/** A memory before the first step. */
export function emptyMemory({ words: N, width: W, reads: R }: MemorySizes): MemoryState {
  return parts({ words: R * W, memory: N * W, link: N * N, precedence: N, usage: N, write: N, read: R * N });
}

/** Room for an interface. */
export function emptyInterface({ width: W, reads: R }: MemorySizes): Interface {
  return parts({
    readKeys: R * W,
    readStrengths: R,
    writeKey: W,
    writeStrength: 1,
    erase: W,
    vector: W,
    freeGates: R,
    allocationGate: 1,
    writeGate: 1,
    modes: 3 * R,
  });
}

/** Parts of these lengths, one after the other in a row. */
function parts<Name extends string>(lengths: Readonly<Record<Name, number>>): Record<Name | 'row', Float64Array> {
  const all = Object.entries<number>(lengths);
  const row = new Float64Array(all.reduce((sum, [, length]) => sum + length, 0));
  let at = 0;
  const named = all.map(([name, length]) => {
    at += length;
    return [name, row.subarray(at - length, at)];
  });
  return { row, ...Object.fromEntries(named) };
}
