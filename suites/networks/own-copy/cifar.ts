/**
 * CIFAR-10's binary format (Krizhevsky 2009): a record for each image, its label and then its red, green and blue planes, row by
 * row. Here channels come last.
 */
import type { ImageShape } from '../data.ts';

/** Reads so many records into images and labels, from row `from` on; throws unless the file is whole. */
export function readCifar(
  name: string,
  bytes: Buffer,
  { height, width, channels }: ImageShape,
  classes: number,
  rows: number,
  into: { readonly values: Uint8Array; readonly labels: Uint8Array; readonly from: number },
): void {
  const pixels = height * width;
  const record = 1 + pixels * channels;
  if (bytes.length !== rows * record) {
    throw new Error(
      `networks: ${name}: expected ${rows} records of ${record} bytes, ${rows * record} in all, got ${bytes.length}; download it again`,
    );
  }
  for (let i = 0; i < rows; i++) {
    const label = bytes[i * record]!;
    if (label >= classes) {
      throw new Error(
        `networks: ${name}: record ${i}: expected a label below ${classes}, got ${label}; download it again`,
      );
    }
    into.labels[into.from + i] = label;
    const to = (into.from + i) * pixels * channels;
    for (let c = 0; c < channels; c++) {
      const plane = i * record + 1 + c * pixels;
      for (let p = 0; p < pixels; p++) into.values[to + p * channels + c] = bytes[plane + p]!;
    }
  }
}
