/** Collections that users have on disk, on tiny files of the same formats. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stream } from 'optbench';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyBatch, examplesOf } from '../../suites/networks/examples.ts';
import { networkProblem } from '../../suites/networks/find.ts';
import {
  type CifarCollection,
  cifar10,
  cifarDataSet,
  collections,
  fashion,
  type IdxCollection,
  idxDataSet,
  mnist,
} from '../../suites/networks/own-copy/collections.ts';

let root: string;
let folder: string;
let before: string | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'optbench-data-'));
  folder = join(root, 'tiny');
  mkdirSync(folder);
  before = process.env['OPTBENCH_DATA'];
  process.env['OPTBENCH_DATA'] = root;
});

afterEach(() => {
  rmSync(root, { recursive: true });
  if (before === undefined) delete process.env['OPTBENCH_DATA'];
  else process.env['OPTBENCH_DATA'] = before;
});

const md5 = (bytes: Buffer) => `md5:${createHash('md5').update(bytes).digest('hex')}`;

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], numbers: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(numbers)]);
}

const [height, width] = [2, 3];
const images = (rows: number, start: number) =>
  Array.from({ length: rows * height * width }, (_, i) => (start + i) % 256);
const contents = {
  'train-images': idx([8, height, width], images(8, 0)),
  'train-labels': idx([8], [0, 1, 2, 3, 4, 5, 6, 7]),
  'test-images': idx([2, height, width], images(2, 100)),
  'test-labels': idx([2], [8, 9]),
};

const collection = (): IdxCollection => ({
  name: 'tiny',
  source: 'made up',
  download: 'https://example.org/tiny',
  image: { height, width, channels: 1 },
  rows: [8, 2],
  files: Object.entries(contents).map(([name, bytes]) => ({
    name,
    checksum: md5(bytes),
  })) as unknown as IdxCollection['files'],
});

describe('a collection of IDX files', () => {
  it('is read plain or gzipped, the test part behind the training part', () => {
    Object.entries(contents).forEach(([name, bytes], i) => {
      if (i % 2 === 0) writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes));
      else writeFileSync(join(folder, name), bytes);
    });
    const table = idxDataSet(collection()).read();
    expect(table.rows).toBe(10);
    expect(table.testFrom).toBe(8);
    expect([...table.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...table.values]).toEqual([...images(8, 0), ...images(2, 100)]);
  });

  it('gives the suite half of the training images and the test part, and families the other half', () => {
    for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(folder, name), bytes);
    const data = idxDataSet(collection());
    const labels = (split: 'test' | 'train' | 'validation') => {
      const examples = examplesOf(data, split);
      const batch = emptyBatch(examples.rows, data.inputs);
      examples.fill(batch);
      expect(Math.max(...batch.x)).toBeLessThanOrEqual(47 / 255);
      return { fit: [...batch.target], heldOut: [...examples.heldOut!()].flatMap(({ target }) => [...target]) };
    };
    const [test, train, validation] = [labels('test'), labels('train'), labels('validation')];
    expect(test.heldOut).toEqual([8, 9]);
    expect([test.fit.length, train.fit.length + train.heldOut.length, validation.fit.length]).toEqual([4, 2, 1]);
    const meta = [...train.fit, ...train.heldOut, ...validation.fit, ...validation.heldOut];
    expect(new Set([...meta, ...test.fit]).size).toBe(meta.length + test.fit.length);
  });

  it('says which file is missing, where it was looked for, and where it is to be had', () => {
    const read = () => idxDataSet(collection()).read();
    expect(read).toThrow(`expected train-images, plain or gzipped, in ${folder}`);
    expect(read).toThrow('https://example.org/tiny');
    delete process.env['OPTBENCH_DATA'];
    expect(read).toThrow("'tiny' is not shipped");
    expect(read).toThrow('OPTBENCH_DATA');
  });

  it('refuses files that are cut off, of another kind or changed', () => {
    const write = (bytes: Buffer, name = 'train-images') => {
      for (const [other, whole] of Object.entries(contents)) writeFileSync(join(folder, other), whole);
      rmSync(join(folder, 'train-images'));
      writeFileSync(join(folder, name), bytes);
    };
    const whole = contents['train-images'];
    const read = (first = whole) => {
      const [, ...others] = collection().files;
      const files = [{ name: 'train-images', checksum: md5(first) }, ...others] as unknown as IdxCollection['files'];
      return () => idxDataSet({ ...collection(), files }).read();
    };
    write(whole.subarray(0, 20));
    expect(read()).toThrow('is not the published file');
    expect(read(whole.subarray(0, 20))).toThrow('expected 64 bytes, got 20');
    write(gzipSync(whole).subarray(0, 30), 'train-images.gz');
    expect(read()).toThrow('cannot be unzipped');
    rmSync(join(folder, 'train-images.gz'));
    const changed = Buffer.from(whole);
    changed[40]! += 1;
    writeFileSync(join(folder, 'train-images'), changed);
    expect(read()).toThrow('is not the published file: expected md5');
    const labels = contents['train-labels'];
    writeFileSync(join(folder, 'train-images'), labels);
    expect(read(labels)).toThrow('expected magic number 2051 of unsigned bytes, got 2049');
  });
});

/** A tar archive of some files, as `tar` writes it. */
function tar(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts = files.flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 'latin1');
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

describe('a collection of CIFAR batches', () => {
  const shape = { height: 1, width: 2, channels: 3 };
  // Label, red plane, green plane, blue plane.
  const one = Buffer.from([3, 10, 11, 20, 21, 30, 31, 9, 1, 2, 3, 4, 5, 6]);
  const two = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9]);
  const batches = (first = one): CifarCollection => ({
    name: 'tiny',
    source: 'made up',
    download: 'https://example.org/tiny.tar.gz',
    archive: 'tiny.tar.gz',
    unpacked: 'tiny-bin',
    image: shape,
    rows: 2,
    files: [
      { name: 'one.bin', checksum: md5(first) },
      { name: 'two.bin', checksum: md5(two) },
    ],
  });

  it('is read from its archive or unpacked, channels last, the last batch for test', () => {
    writeFileSync(
      join(folder, 'tiny.tar.gz'),
      gzipSync(
        tar([
          ['tiny-bin/two.bin', two],
          ['tiny-bin/one.bin', one],
        ]),
      ),
    );
    const packed = cifarDataSet(batches()).read();
    expect([...packed.labels]).toEqual([3, 9, 0, 1]);
    expect([...packed.values].slice(0, 12)).toEqual([10, 20, 30, 11, 21, 31, 1, 3, 5, 2, 4, 6]);
    expect(packed.testFrom).toBe(2);
    rmSync(join(folder, 'tiny.tar.gz'));
    mkdirSync(join(folder, 'tiny-bin'));
    writeFileSync(join(folder, 'tiny-bin', 'one.bin'), one);
    writeFileSync(join(folder, 'two.bin'), two);
    expect(cifarDataSet(batches()).read()).toEqual(packed);
  });

  it('refuses labels and lengths that cannot be, and archives that lack a batch', () => {
    writeFileSync(join(folder, 'two.bin'), two);
    const wrong = Buffer.from(one);
    wrong[7] = 10;
    writeFileSync(join(folder, 'one.bin'), wrong);
    expect(() => cifarDataSet(batches(wrong)).read()).toThrow('one.bin: record 1: expected a label below 10, got 10');
    writeFileSync(join(folder, 'one.bin'), one.subarray(0, 13));
    expect(() => cifarDataSet(batches(one.subarray(0, 13))).read()).toThrow('14 in all, got 13');
    rmSync(join(folder, 'one.bin'));
    writeFileSync(join(folder, 'tiny.tar.gz'), gzipSync(tar([['tiny-bin/two.bin', two]])));
    expect(() => cifarDataSet(batches()).read()).toThrow('there is no one.bin in it');
  });
});

describe('collections of their published sizes', () => {
  // Made-up numbers in files that are, byte for byte, as long and as headed as the published ones.
  const sha1 = (bytes: Buffer) => `sha1:${createHash('sha1').update(bytes).digest('hex')}`;
  const digits = (rows: number) => ({
    images: Buffer.concat([
      Buffer.from([0, 0, 8, 3, 0, 0, rows >> 8, rows & 255, 0, 0, 0, 28, 0, 0, 0, 28]),
      Buffer.alloc(rows * 784, Buffer.from(Array.from({ length: 251 }, (_, i) => i))),
    ]),
    labels: Buffer.concat([
      Buffer.from([0, 0, 8, 1, 0, 0, rows >> 8, rows & 255]),
      Buffer.alloc(rows, Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])),
    ]),
  });
  const place = (name: string) => {
    const own = join(root, name);
    mkdirSync(own);
    return own;
  };

  it('are four IDX files of 60 000 and 10 000 images for MNIST and Fashion-MNIST', { timeout: 30_000 }, () => {
    const [train, test] = [digits(60_000), digits(10_000)];
    const files = [train.images, train.labels, test.images, test.labels];
    expect(files.map(({ length }) => length)).toEqual([47_040_016, 60_008, 7_840_016, 10_008]);
    const own = place('mnist');
    mnist.files.forEach(({ name }, i) => {
      writeFileSync(join(own, name), files[i]!);
    });
    const named = mnist.files.map(({ name }, i) => ({ name, checksum: md5(files[i]!) }));
    const { rows, values, labels, testFrom } = idxDataSet({
      ...mnist,
      files: named as unknown as IdxCollection['files'],
    }).read();
    expect([rows, values.length, labels.length, testFrom]).toEqual([70_000, 70_000 * 784, 70_000, 60_000]);
    // Byte k of the images is k mod 251; the test part begins anew.
    const last = 59_999 * 784 + 783;
    expect([values[0], values[785], values[last], values[last + 1], labels[59_999], labels[60_000]]).toEqual([
      0,
      785 % 251,
      last % 251,
      0,
      9,
      0,
    ]);
    expect(() => idxDataSet(mnist).read()).toThrow(
      /train-images-idx3-ubyte is not the published file: expected md5 6bbc9ace898e44ae57da46a324031adb, got .* of 47040016 bytes/,
    );
    expect(fashion.files.map(({ name }) => name)).toEqual(mnist.files.map(({ name }) => name));
    expect(fashion.rows).toEqual([60_000, 10_000]);
  });

  it('are five batches and one for test of 10 000 records of 3073 bytes for CIFAR-10', { timeout: 30_000 }, () => {
    const batch = Buffer.alloc(
      30_730_000,
      Buffer.from(Array.from({ length: 3073 }, (_, i) => (i === 0 ? 7 : i % 199))),
    );
    const own = place('cifar10');
    mkdirSync(join(own, 'cifar-10-batches-bin'));
    const path = join(own, 'cifar-10-batches-bin', 'data_batch_1.bin');
    writeFileSync(path, batch);
    for (const { name } of cifar10.files.slice(1)) symlinkSync(path, join(own, 'cifar-10-batches-bin', name));
    const files = cifar10.files.map(({ name }) => ({ name, checksum: sha1(batch) }));
    expect(files.map(({ name }) => name)).toEqual([
      'data_batch_1.bin',
      'data_batch_2.bin',
      'data_batch_3.bin',
      'data_batch_4.bin',
      'data_batch_5.bin',
      'test_batch.bin',
    ]);
    const { rows, values, labels, testFrom } = cifarDataSet({ ...cifar10, files }).read();
    expect([rows, values.length, labels.length, testFrom]).toEqual([60_000, 60_000 * 3072, 60_000, 50_000]);
    expect(labels[59_999]).toBe(7);
    // The last pixel of the last image: red at byte 1024 of the record, green at 2048, blue at 3072.
    expect([...values.subarray(-3)]).toEqual([1024 % 199, 2048 % 199, 3072 % 199]);
    expect(() => cifarDataSet(cifar10).read()).toThrow(
      /data_batch_1\.bin is not the published file: expected sha1 aadd24acce27caa71bf4b10992e9e7b2d74c2540, got .* of 30730000 bytes/,
    );
  });

  it('say in one line what is not there, each where it is to be had', () => {
    expect(collections.map(({ name, inputs, classes }) => [name, inputs, classes])).toEqual([
      ['mnist', 784, 10],
      ['fashion', 784, 10],
      ['cifar10', 3072, 10],
    ]);
    for (const data of collections) {
      expect(() => data.read()).toThrow(
        new RegExp(`^networks: ${data.name}: expected .* in ${join(root, data.name)}; .*https://.*$`),
      );
    }
  });
});

describe('networks on full-size images', () => {
  it('are found by name without the data, and say what is missing once they are started', () => {
    delete process.env['OPTBENCH_DATA'];
    expect(networkProblem('mnist-mlp-sigmoid-20-init0.01', 'test')!.space.dim).toBe(784 * 20 + 20 + 210);
    expect(networkProblem('fashion-mlp-relu-128-128', 'train')!.space.dim).toBe(784 * 128 + 128 + 128 * 129 + 1290);
    const conv = networkProblem('cifar10-conv-relu-16-16-16', 'test')!;
    expect(conv.space.dim).toBe(27 * 16 + 16 + 2 * (144 * 16 + 16) + 4 * 4 * 16 * 10 + 10);
    expect(() => conv.start(stream('test'))).toThrow("'cifar10' is not shipped");
  });
});
