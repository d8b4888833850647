/**
 * Files of collections that a user has on disk: found plain, gzipped or in an archive, unpacked, and held against their published
 * checksums. Checksums are of what is inside, so that it does not matter who compressed it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { memberOf } from './tar.ts';

/** Names the folder that holds `mnist/`, `fashion/`, `cifar10/`. */
export const folderVariable = 'OPTBENCH_DATA';

/** A file of a collection: its name, and 'md5:...' or 'sha1:...' of its content. */
export interface File {
  readonly name: string;
  readonly checksum: string;
}

/** Where a collection may lie and be had from. */
export interface Place {
  /** The data set's name, and that of its folder. */
  readonly name: string;
  readonly download: string;
  /** An archive that may lie there instead of its members. */
  readonly archive?: string;
  /** A folder that unpacking the archive makes. */
  readonly unpacked?: string;
}

/** Opens a collection: gives what is in a file of it, unpacked and checked. */
export function opened(place: Place): (file: File) => Buffer {
  const { name, download, archive, unpacked } = place;
  const folder = folderOf(place);
  let whole: Buffer | undefined;
  return (file) => {
    const folders = unpacked === undefined ? [folder] : [folder, join(folder, unpacked)];
    const path = folders
      .flatMap((at) => [join(at, file.name), join(at, `${file.name}.gz`)])
      .find((at) => existsSync(at));
    if (path !== undefined) return checked(path, unzipped(path, download), file, download);
    if (archive === undefined || !existsSync(join(folder, archive))) {
      const places = `${file.name}, plain or gzipped${archive === undefined ? '' : `, or ${archive}`}`;
      throw new Error(
        `networks: ${name}: expected ${places}, in ${folder}; there is none: download it from ${download}`,
      );
    }
    const packed = join(folder, archive);
    whole ??= unzipped(packed, download);
    const member = memberOf(whole, file.name);
    if (member === undefined)
      throw new Error(`networks: ${packed}: there is no ${file.name} in it; download it again from ${download}`);
    return checked(packed, member, file, download);
  };
}

function folderOf({ name, download }: Place): string {
  const root = process.env[folderVariable];
  if (root !== undefined && root !== '') return join(root, name);
  throw new Error(
    `networks: '${name}' is not shipped: download it from ${download} into a folder ${name}/ and set ${folderVariable} to ` +
      'the folder around it',
  );
}

/** The content, where it is what was published; throws where it is not. */
export function checked(path: string, content: Buffer, { name, checksum }: File, download: string): Buffer {
  const [algorithm, expected] = checksum.split(':') as [string, string];
  const got = createHash(algorithm).update(content).digest('hex');
  if (got === expected) return content;
  throw new Error(
    `networks: ${path}: ${name} is not the published file: expected ${algorithm} ${expected}, got ${got} of ` +
      `${content.length} bytes; download it again from ${download}`,
  );
}

function unzipped(path: string, download: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Error(
      `networks: ${path}: ${bytes.length} bytes that cannot be unzipped (${(error as Error).message}); download it again from ${download}`,
    );
  }
}
