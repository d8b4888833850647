/** One file out of a tar archive (POSIX ustar): headers of 512 bytes, name at 0, size in octal at 124; contents padded to 512. */

const block = 512;

/** The content of the member whose path ends in this name, or undefined where there is none, or not all of it. */
export function memberOf(archive: Buffer, name: string): Buffer | undefined {
  for (let at = 0; at + block <= archive.length; ) {
    const path = text(archive, at, 100);
    const size = Number.parseInt(text(archive, at + 124, 12).trim() || '0', 8);
    if (path === '' || !Number.isFinite(size)) return undefined;
    const from = at + block;
    if (path === name || path.endsWith(`/${name}`)) {
      return from + size <= archive.length ? archive.subarray(from, from + size) : undefined;
    }
    at = from + Math.ceil(size / block) * block;
  }
  return undefined;
}

function text(bytes: Buffer, from: number, length: number): string {
  const field = bytes.toString('latin1', from, from + length);
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}
