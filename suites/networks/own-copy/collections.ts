/**
 * Full-size collections of images, read from a user's own copy: MNIST (LeCun, Bottou, Bengio & Haffner 1998), Fashion-MNIST (Xiao,
 * Rasul & Vollgraf 2017), CIFAR-10 (Krizhevsky 2009). They lie in the folders `mnist`, `fashion` and `cifar10` of the folder that
 * OPTBENCH_DATA names.
 *
 * Checksums: of the IDX files as their publishers' gzipped files (MD5 f68b3c2d... and 8d4fb7e6... of the training images) hold
 * them; of CIFAR's batches as Apache MXNet's data loader knows them.
 */
import type { DataSet, ImageShape, Table } from '../data.ts';
import { readCifar } from './cifar.ts';
import { type File, opened, type Place } from './content.ts';
import { readIdx } from './idx.ts';

/** A collection of four IDX files: images and labels, for training and for test. */
export interface IdxCollection extends Place {
  readonly source: string;
  readonly image: ImageShape;
  /** Images for training, and for test. */
  readonly rows: readonly [number, number];
  /** Training images, training labels, test images, test labels. */
  readonly files: readonly [File, File, File, File];
}

/** A collection of CIFAR batches, the last of them for test. */
export interface CifarCollection extends Place {
  readonly source: string;
  readonly image: ImageShape;
  /** Images in each file. */
  readonly rows: number;
  readonly files: readonly File[];
}

const classes = 10;

/** The data set of a collection of IDX files. */
export function idxDataSet(collection: IdxCollection): DataSet {
  const { files, rows, image } = collection;
  const { height, width } = image;
  return described(collection, () => {
    const content = opened(collection);
    const all = rows[0] + rows[1];
    const [values, labels] = [new Uint8Array(all * height * width), new Uint8Array(all)];
    for (const part of [0, 1] as const) {
      const [images, names] = [files[2 * part]!, files[2 * part + 1]!];
      const from = part === 0 ? 0 : rows[0];
      const read = (file: File, shape: readonly number[]) => readIdx(file.name, content(file), shape);
      values.set(read(images, [rows[part], height, width]), from * height * width);
      labels.set(read(names, [rows[part]]), from);
    }
    return { rows: all, values, labels, testFrom: rows[0] };
  });
}

/** The data set of a collection of CIFAR batches. */
export function cifarDataSet(collection: CifarCollection): DataSet {
  const { files, rows, image } = collection;
  return described(collection, () => {
    const content = opened(collection);
    const all = files.length * rows;
    const values = new Uint8Array(all * image.height * image.width * image.channels);
    const labels = new Uint8Array(all);
    files.forEach((file, i) => {
      readCifar(file.name, content(file), image, classes, rows, { values, labels, from: i * rows });
    });
    return { rows: all, values, labels, testFrom: all - rows };
  });
}

function described({ name, source, image }: IdxCollection | CifarCollection, read: () => Table): DataSet {
  return { name, inputs: image.height * image.width * image.channels, classes, image, white: 255, source, read };
}

const idxFiles = (checksums: readonly [string, string, string, string]): IdxCollection['files'] => [
  { name: 'train-images-idx3-ubyte', checksum: `md5:${checksums[0]}` },
  { name: 'train-labels-idx1-ubyte', checksum: `md5:${checksums[1]}` },
  { name: 't10k-images-idx3-ubyte', checksum: `md5:${checksums[2]}` },
  { name: 't10k-labels-idx1-ubyte', checksum: `md5:${checksums[3]}` },
];

/** MNIST. */
export const mnist: IdxCollection = {
  name: 'mnist',
  source: 'LeCun, Bottou, Bengio & Haffner (1998), Gradient-Based Learning Applied to Document Recognition',
  download: 'https://storage.googleapis.com/cvdf-datasets/mnist/',
  image: { height: 28, width: 28, channels: 1 },
  rows: [60_000, 10_000],
  files: idxFiles([
    '6bbc9ace898e44ae57da46a324031adb',
    'a25bea736e30d166cdddb491f175f624',
    '2646ac647ad5339dbf082846283269ea',
    '27ae3e4e09519cfbb04c329615203637',
  ]),
};

/** Fashion-MNIST. */
export const fashion: IdxCollection = {
  name: 'fashion',
  source: 'Xiao, Rasul & Vollgraf (2017), Fashion-MNIST',
  download: 'https://github.com/zalandoresearch/fashion-mnist/tree/master/data/fashion',
  image: { height: 28, width: 28, channels: 1 },
  rows: [60_000, 10_000],
  files: idxFiles([
    'f4a8712d7a061bf5bd6d2ca38dc4d50a',
    '9018921c3c673c538a1fc5bad174d6f9',
    '8181f5470baa50b63fa0f6fddb340f0a',
    '15d484375f8d13e6eb1aabb0c3f46965',
  ]),
};

/** CIFAR-10. */
export const cifar10: CifarCollection = {
  name: 'cifar10',
  source: 'Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images',
  download: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  archive: 'cifar-10-binary.tar.gz',
  unpacked: 'cifar-10-batches-bin',
  image: { height: 32, width: 32, channels: 3 },
  rows: 10_000,
  files: [
    { name: 'data_batch_1.bin', checksum: 'sha1:aadd24acce27caa71bf4b10992e9e7b2d74c2540' },
    { name: 'data_batch_2.bin', checksum: 'sha1:c0ba65cce70568cd57b4e03e9ac8d2a5367c1795' },
    { name: 'data_batch_3.bin', checksum: 'sha1:1dd00a74ab1d17a6e7d73e185b69dbf31242f295' },
    { name: 'data_batch_4.bin', checksum: 'sha1:aab85764eb3584312d3c7f65fd2fd016e36a258e' },
    { name: 'data_batch_5.bin', checksum: 'sha1:26e2849e66a845b7f1e4614ae70f4889ae604628' },
    { name: 'test_batch.bin', checksum: 'sha1:67eb016db431130d61cd03c7ad570b013799c88c' },
  ],
};

/** The collections that are read where a user has them. */
export const collections: readonly DataSet[] = [idxDataSet(mnist), idxDataSet(fashion), cifarDataSet(cifar10)];
