/**
 * An external memory, its parts and the step that frees, allocates, writes, links and reads. Graves et al. (2016), Hybrid
 * computing using a neural network with dynamic external memory, Methods. A dash marks what is there after the step, z a
 * number of the interface as the controller gives it.
 *
 *   N  words of memory         W  numbers in a word         R  read heads
 *
 *   C(M, k, beta)_j = softmax_j(beta M_j . k / (|M_j| |k|))                                 content      (1)
 *   psi_j = prod_i (1 - f_i w^r_ij)                                                         retention    (2)
 *   u'  = (u + w^w - u w^w) psi                                                             usage        (3)
 *   a[phi_j] = (1 - u'[phi_j]) prod_{i<j} u'[phi_i],  phi sorts u' upwards                  allocation   (4)
 *   w^w' = g^w (g^a a + (1 - g^a) C(M, k^w, beta^w))                                        where to     (5)
 *   M'_j = M_j (1 - w^w'_j e) + w^w'_j v                                                    write        (6)
 *   L'_ij = (1 - w^w'_i - w^w'_j) L_ij + w^w'_i p_j,  L'_ii = 0                             links        (7)
 *   p'  = (1 - sum w^w') p + w^w'                                                           precedence   (8)
 *   b_i = L'^T w^r_i,  f_i = L' w^r_i                                                       along them   (9)
 *   w^r'_i = pi_i1 b_i + pi_i2 C(M', k^r_i, beta^r_i) + pi_i3 f_i                           where from  (10)
 *   r'_i = sum_j w^r'_ij M'_j                                                               read        (11)
 *   f, g, e = sigmoid(z),  beta = 1 + log(1 + exp(z)),  pi = softmax(z)                     bounds      (12)
 *
 * The paper and its authors' code (google-deepmind/dnc) differ in places. As in the paper: strengths are at least 1 (the
 * code: at least 0); the gradient flows through w^w in (3) (the code stops it, and what it then follows is the gradient of
 * no function); u' enters (4) as it is (the code keeps it off 0). The gradient takes the order phi as given, as both do.
 * Deviation, as in the code: |v| = sqrt(v . v + epsilon), and epsilon is added to the denominator of (1). The memory begins
 * at 0, where there is no cosine.
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

/** What keeps a cosine with nothing at 0. */
export const EPSILON = 1e-6;

/** How long the parts of a memory's row are, in their order. */
export function stateLengths({ words: N, width: W, reads: R }: MemorySizes): Lengths<MemoryState> {
  return { words: R * W, memory: N * W, link: N * N, precedence: N, usage: N, write: N, read: R * N };
}

/** How long the parts of an interface's row are, in their order. */
export function interfaceLengths({ width: W, reads: R }: MemorySizes): Lengths<Interface> {
  return {
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
  };
}

/** Numbers in a row of a memory and of its interface. */
export function rowLengths(sizes: MemorySizes): { readonly state: number; readonly signals: number } {
  return { state: total(stateLengths(sizes)), signals: total(interfaceLengths(sizes)) };
}

/** A memory before the first step. */
export function emptyMemory(sizes: MemorySizes): MemoryState {
  return parts(stateLengths(sizes));
}

/** Room for an interface. */
export function emptyInterface(sizes: MemorySizes): Interface {
  return parts(interfaceLengths(sizes));
}

/** Throws where a batch of memories and interfaces is not of these sizes. */
export function checkSizes(sizes: MemorySizes, memory: Shape, z: Shape): void {
  const { state, signals } = rowLengths(sizes);
  const fits = memory.cols === state && z.cols === signals && memory.rows === z.rows;
  if (fits && sizes.words % 4 === 0 && sizes.width % 4 === 0) return;
  throw new Error(
    `tape: ${sizes.words} words of ${sizes.width} numbers and ${sizes.reads} read heads take a memory [B, ${state}] and an interface [B, ${signals}], got [${memory.rows}, ${memory.cols}] and [${z.rows}, ${z.cols}]; words and numbers must be multiples of 4`,
  );
}

interface Shape {
  readonly rows: number;
  readonly cols: number;
}

type Lengths<Parts> = Readonly<Record<Exclude<keyof Parts, 'row'>, number>>;

function total(lengths: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const name in lengths) sum += lengths[name]!;
  return sum;
}

/** Parts of these lengths, one after the other in a row. */
function parts<Name extends string>(lengths: Readonly<Record<Name, number>>): Record<Name | 'row', Float64Array> {
  const row = new Float64Array(total(lengths));
  let at = 0;
  const named = Object.entries<number>(lengths).map(([name, length]) => {
    at += length;
    return [name, row.subarray(at - length, at)];
  });
  return { row, ...Object.fromEntries(named) };
}
