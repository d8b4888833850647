/** The kernels: AssemblyScript, compiled to kernels.wasm by scripts/build-kernels.mjs. Only src/tensor/kernels.ts loads them. */
export { adam } from './adam';
export { accessForward, traceLength } from './dnc';
export { accessBackward } from './dnc-gradient';
export { drawWaves } from './draws';
export { lstmBackward, lstmForward, lstmPanels, lstmRoom } from './lstm';
export { accumulate, addRows, copyRows, multiply, transpose, zeros } from './matrix';
export { normals, uniforms } from './random';
export { waves } from './waves';

/** The first byte that is free. */
export function heapBase(): usize {
  return __heap_base;
}
