/**
 * IDX, the format of MNIST (LeCun, Cortes & Burges) and Fashion-MNIST: two zero bytes, a type (8: unsigned bytes), the number of
 * dimensions, every dimension as a big-endian integer of four bytes, and the numbers.
 */

/** The numbers of a file; throws unless it has these dimensions and is whole. */
export function readIdx(name: string, bytes: Buffer, expected: readonly number[]): Uint8Array {
  const refuse = (fault: string): never => {
    throw new Error(`networks: ${name}: ${fault}; download it again`);
  };
  const header = 4 + 4 * expected.length;
  if (bytes.length < header) refuse(`an IDX header of ${header} bytes was expected, got ${bytes.length} bytes`);
  const [magic, wanted] = [bytes.readUInt32BE(0), 0x0800 + expected.length];
  if (magic !== wanted) refuse(`expected magic number ${wanted} of unsigned bytes, got ${magic}`);
  const shape = expected.map((_, i) => bytes.readUInt32BE(4 + 4 * i));
  if (shape.join() !== expected.join()) refuse(`expected ${expected.join(' x ')} numbers, got ${shape.join(' x ')}`);
  const count = expected.reduce((product, length) => product * length, 1);
  if (bytes.length !== header + count) refuse(`expected ${header + count} bytes, got ${bytes.length}`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset + header, count);
}
