/**
 * Support vector machines: C-SVC for classes, epsilon-SVR for targets. Chang & Lin (2011), LIBSVM: A Library for Support
 * Vector Machines; the library itself, compiled to WebAssembly (libsvm-js).
 */
import { choice, integer, real, space, when } from 'optbench';
import type { Learner, Matrix } from '../learner.ts';
import { loadWasm } from '../wasm.ts';

/** The part of libsvm-js that is used; the package has no types of its own. */
interface Svm {
  train(rows: readonly Float64Array[], answers: Float64Array): void;
  predictOne(row: Float64Array): number;
  free(): void;
}
type SvmClass = new (options: Readonly<Record<string, number | boolean>>) => Svm;

const kernels: Readonly<Record<string, number>> = { linear: 0, polynomial: 1, rbf: 2 };
const types = { classification: 0, regression: 3 } as const;

/** libsvm. */
export const svm: Learner = {
  name: 'svm',
  about: 'Support vector machine (LIBSVM, compiled to WebAssembly: libsvm-js).',
  source: 'Chang & Lin (2011), LIBSVM: A Library for Support Vector Machines',
  metric: (kind) => (kind === 'classification' ? 'error-rate' : 'relative-squared-error'),
  // Where the bounds end, training time does not: SVR on a polynomial kernel, or at a cost of 100, takes minutes.
  space: ({ kind }) =>
    kind === 'classification'
      ? space({
          cost: real(1e-2, 30, 'log'),
          kernel: choice('linear', 'polynomial', 'rbf'),
          gamma: when('kernel', ['polynomial', 'rbf'], real(1e-4, 0.3, 'log')),
          degree: when('kernel', ['polynomial'], integer(2, 3)),
        })
      : space({
          cost: real(1e-2, 10, 'log'),
          epsilon: real(1e-3, 1, 'log'),
          kernel: choice('linear', 'rbf'),
          gamma: when('kernel', ['rbf'], real(1e-4, 1, 'log')),
        }),
  async open({ kind }) {
    const Svm = await loadWasm(
      'libsvm-js/out/wasm/libsvm.js',
      (_, require) => require('libsvm-js') as Promise<SvmClass>,
    );
    return ({ kernel, ...rest }, train, query) => {
      const options = { ...rest, kernel: kernels[kernel as string]! } as Readonly<Record<string, number>>;
      const model = new Svm({ ...options, type: types[kind], quiet: true, cacheSize: 40 });
      try {
        model.train(rows(train.x), train.y);
        return Float64Array.from(rows(query), (row) => model.predictOne(row));
      } finally {
        model.free();
      }
    };
  },
};

function rows({ data, columns }: Matrix): readonly Float64Array[] {
  return Array.from({ length: data.length / columns }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
}
