/** placeholder */
import type { Reproduction } from '../reproduction.ts';
import type { PanelCells } from './summary.ts';

/** placeholder */
export async function todayDocuments(
  _r: Reproduction,
  _p: readonly PanelCells[],
): Promise<Map<string, string | Uint8Array>> {
  return new Map();
}
