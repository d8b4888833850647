/** What a thread or process is started with: the worker beside a module, by a boot where it is TypeScript source. */
import { fileURLToPath } from 'node:url';

/** The script of the worker in the folder of the module with this `import.meta.url`. */
export function workerBeside(url: string): string {
  return fileURLToPath(new URL(url.endsWith('.ts') ? './worker-boot.mjs' : './worker.js', url));
}
