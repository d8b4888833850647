/**
 * Margin of victory: Li & Malik (2017), Learning to Optimize, section 5. At each iteration the best objective among the other
 * algorithms less this one's: above 0 it is ahead of all of them, and by so much.
 */

/**
 * Each competitor's margin, from their losses at one iteration of one problem. A competitor at +Infinity has a margin of
 * -Infinity; where nobody else is better off than that, nobody is ahead: 0. Alone, there is no margin.
 */
export function margins(losses: readonly number[]): number[] {
  return losses.map((own, i) => {
    const others = Math.min(...losses.filter((_, j) => j !== i));
    if (losses.length < 2) return Number.NaN;
    return own === others ? 0 : others - own;
  });
}
