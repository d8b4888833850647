/** How a command ends: exit codes that scripts can use, and errors that are the user's to mend. */

/** What the process returns. */
export const ExitCode = {
  /** Everything was done. */
  done: 0,
  /** The command could not be carried out as given: an unknown name, a folder that cannot be written. */
  usage: 1,
  /** The campaign was finished, but some of its runs failed. */
  runsFailed: 2,
  /** A suite or an optimizer breaks a law. */
  lawsBroken: 3,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** Stopped by SIGTERM (128 + SIGTERM). */
  terminated: 143,
} as const;

/** An error whose message says all: shown without a stack trace. */
export class UsageError extends Error {}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `unknown suite 'clasic'; did you mean 'classic'? There are bbob, classic, gp`. */
export function unknown(kind: string, name: string, known: readonly string[]): UsageError {
  const guess = closest(name, known);
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`;
  const few = known.length > 40 ? [...known.slice(0, 40), `and ${known.length - 40} more`] : known;
  const rest = known.length === 0 ? 'there are none' : `there are ${few.join(', ')}`;
  return new UsageError(`unknown ${kind} '${name}'${hint === '' ? `; ${rest}` : `${hint} ${rest.replace('t', 'T')}`}`);
}

/** The known name that is nearest to a misspelt one, or undefined where none is near. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
      }
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
