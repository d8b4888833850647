/** The hierarchical networks whose weights lie here; how they were trained: recipes.ts. */
import { frozenIn } from 'optbench/learn';
import trainings from './recipes.ts';

export default frozenIn(
  new URL('./weights/', import.meta.url),
  trainings.map(({ rule }) => rule),
);
