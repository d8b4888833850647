/** Starts the worker from its TypeScript source, which a thread cannot be started from. The built package needs no boot. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
