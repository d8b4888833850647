/** The tensor engine that this machine offers; every record names it. */
import { messageOf, UsageError } from './errors.ts';

/** 'native', 'wasm' or 'cpu'. */
export async function tensorBackend(): Promise<string> {
  const { backendName } = await import('../tensor/engine.ts');
  try {
    return backendName();
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}
