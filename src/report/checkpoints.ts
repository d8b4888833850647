/** The numbers of evaluations at which every table reads the runs: the same for all, whatever the optimizer. */

/** 1, 2, 5, then 10, 20, 30, 50, 75 times every power of ten, and the budget itself. */
export function checkpoints(budget: number): number[] {
  const counts = [1, 2, 5];
  for (let decade = 10; decade < budget; decade *= 10) {
    for (const step of [1, 2, 3, 5, 7.5]) counts.push(decade * step);
  }
  return [...counts.filter((count) => count < budget), budget];
}

/** At most `most` numbers of evaluations from 1 to the budget, for curves: all of them, or evenly spaced in log k. */
export function curveGrid(budget: number, most = 120): number[] {
  if (budget <= most) return Array.from({ length: budget }, (_, i) => i + 1);
  const counts = Array.from({ length: most }, (_, i) => Math.round(budget ** (i / (most - 1))));
  return [...new Set(counts)];
}
