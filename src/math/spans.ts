/** Whole numbers in increasing order for people to read: '1, 2, 4' or, five in a row and more, '1 to 5, 9'. */
export function spans(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === n - 1) last.push(n);
    else runs.push([n]);
  }
  return runs.map((run) => (run.length < 5 ? run.join(', ') : `${run[0]} to ${run.at(-1)}`)).join(', ');
}
