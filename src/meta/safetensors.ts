/**
 * Weights as bytes, in the safetensors format (huggingface/safetensors, format description of version 0.4):
 *
 *   8 bytes   length of the header, little-endian
 *   header    JSON: { "__metadata__": { string: string }, name: { "dtype": "F32", "shape": [...], "data_offsets": [from, to] } }
 *   rest      the tensors, row by row, little-endian; offsets count from here
 *
 * Only single precision is read and written. Reading trusts nothing: a file that is cut off or altered is refused with
 * the reason.
 */

import { crc32 } from 'node:zlib';
import { sizeOf } from '../problem.ts';
import type { Weight, Weights } from '../tensor/weights.ts';

/** Named tensors with what is noted about them. */
export interface TensorFile {
  readonly tensors: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The file as bytes. */
export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + 4 * data.length] };
    offset += 4 * data.length;
  }
  const json = JSON.stringify(header);
  // Spaces at the end, so that the tensors begin at a multiple of eight.
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** What the bytes hold; `place` names them in errors. */
export function readSafetensors(bytes: Uint8Array, place: string): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(8 + length <= bytes.length)) throw new Error(`${place}: the file is cut off or is no safetensors file`);
  const header = parsed(new TextDecoder().decode(bytes.subarray(8, 8 + length)), place);
  const start = 8 + length;
  const tensors: Record<string, Weight> = {};
  let end = start;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { shape, from, to } = described(entry, `${place}: ${name}`);
    if (start + to > bytes.length) {
      throw new Error(`${place}: the file is cut off: ${name} ends at byte ${start + to} of ${bytes.length}`);
    }
    const data = new Float32Array((to - from) / 4);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(start + from + 4 * i, true);
    const fault = data.findIndex((value) => !Number.isFinite(value));
    if (fault >= 0) throw new Error(`${place}: ${name} holds ${data[fault]} at ${fault}; a weight is a finite number`);
    tensors[name] = { shape, data };
    end = Math.max(end, start + to);
  }
  if (end !== bytes.length) throw new Error(`${place}: ${bytes.length - end} bytes follow the last tensor`);
  return { tensors, metadata: (header['__metadata__'] ?? {}) as Record<string, string> };
}

/** CRC-32 of all that a file says, its numbers and what is noted about them, in eight hexadecimal digits. */
export function checksum({ tensors, metadata }: TensorFile): string {
  let check = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    check = crc32(JSON.stringify([name, shape]), check);
    check = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), check);
  }
  return crc32(JSON.stringify(Object.entries(metadata)), check)
    .toString(16)
    .padStart(8, '0');
}

function parsed(text: string, place: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // falls through to the one error below
  }
  throw new Error(`${place}: the header is not a JSON object; the file is damaged or is no safetensors file`);
}

function described(entry: unknown, place: string) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32') throw new Error(`${place} has type ${String(dtype)}; only F32 can be read`);
  const whole = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole(shape) || !whole(offsets) || offsets.length !== 2)
    throw new Error(`${place} has no legal shape or offsets`);
  const [from, to] = offsets as [number, number];
  const count = sizeOf({ shape });
  if (to - from !== 4 * count) {
    throw new Error(`${place}: shape [${shape}] takes ${4 * count} bytes, its offsets span ${to - from}`);
  }
  return { shape, from, to };
}
