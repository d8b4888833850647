/** The tensor engine that this machine offers; every record names it. */

/** 'native', 'wasm' or 'cpu'. */
export async function tensorBackend(): Promise<string> {
  const { backendName } = await import('../tensor/engine.ts');
  return backendName();
}
