/** How a search gets on: a bar with the time that is left on a terminal, a line now and then in a pipe, or JSON lines. */
import pc from 'picocolors';
import type { Child } from '../../discover/search.ts';
import type { Io } from '../io.ts';
import { duration } from '../progress.ts';

/** Hears of every child. */
export interface SearchProgress {
  /** A child, and whether it was trained just now rather than known before. */
  born(child: Child, fresh: boolean): void;
  end(): void;
}

/** The progress that fits where it is shown. */
export function searchProgress(
  by: string,
  children: number,
  io: Io,
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
): SearchProgress {
  const secondsBetween = io.terminal === undefined ? 30 : 0.1;
  const began = seconds();
  let [fresh, shown] = [0, Number.NEGATIVE_INFINITY];
  let best: Child | undefined;
  let last: Child | undefined;
  const told = (): string =>
    best === undefined ? '' : `best ${best.reward.toFixed(4)} by child ${best.child}: ${best.rule}`;
  const left = (): string => {
    const wanting = children - (last?.child ?? 0);
    return fresh === 0 ? '' : `, ${duration((wanting * (seconds() - began)) / fresh)} left`;
  };
  return {
    born(child, isFresh) {
      last = child;
      if (isFresh) fresh++;
      if (best === undefined || child.reward > best.reward) best = child;
      if (json) {
        if (isFresh) io.out(`${JSON.stringify({ by, ...child, best: best.reward })}\n`);
        return;
      }
      if (quiet || !isFresh || (seconds() - shown < secondsBetween && child.child < children)) return;
      shown = seconds();
      if (io.terminal === undefined) {
        io.err(`${by} ${child.child}/${children}${left()}, ${told()}\n`);
        return;
      }
      const full = Math.floor((20 * child.child) / children);
      const text = told().slice(0, Math.max(0, (io.terminal.columns ?? 120) - 50));
      io.err(
        `\r\x1b[2K${'━'.repeat(full)}${'─'.repeat(20 - full)} ${child.child}/${children}${left()}  ${pc.dim(text)}`,
      );
    },
    end() {
      if (quiet || json || last === undefined) return;
      if (io.terminal !== undefined) io.err('\r\x1b[2K');
      io.err(`${by}: ${last.child} children of ${last.proposed} programs, ${told()}\n`);
    },
  };
}

function seconds(): number {
  return performance.now() / 1000;
}
