/**
 * Loads a learner that was compiled from C++ to WebAssembly by Emscripten and packed as a CommonJS module. Such a module tries
 * to stream its code over HTTP, complains on stderr that it cannot, reads the file instead, and hangs listeners on the process
 * that would end it on any unhandled rejection. Neither is wanted in a library: the complaint is not printed, the
 * listeners are taken off again.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const events = ['uncaughtException', 'unhandledRejection'] as const;

/** What `ready` waits for, once `engine`, the path of the module that Emscripten wrote, has begun to load. */
export async function loadWasm<Engine extends { printErr: (text: string) => void }, Api>(
  engine: string,
  ready: (engine: Engine, require: NodeJS.Require) => Promise<Api>,
): Promise<Api> {
  const before = events.map((event) => process.rawListeners(event));
  const module = require(engine) as Engine;
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.includes(listener)) process.removeListener(event, listener as () => void);
    }
  });
  const { printErr } = module;
  module.printErr = () => {};
  try {
    return await ready(module, require);
  } finally {
    module.printErr = printErr;
  }
}
