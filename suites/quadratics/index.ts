/**
 * The two quadratics on which learned optimizers were first tried (quadratic.ts), 128 of each listed:
 *
 *   a-i001         the first function of definition a, in ten dimensions
 *   b-d20-i001     the first function of definition b in twenty; any number up to 99999, any dimension from 1 to 1000
 *
 * A function is addressed by its split, definition, dimension and number, so those for training, validation and test have
 * nothing in common; the suite is the test split.
 */
import { type Problem, type Suite, stream, type Vector } from 'optbench';
import { type Definition, publishedDim, quadratic } from './quadratic.ts';

const listed = 128;
const mostDims = 1000;

const suite: Suite = {
  name: 'quadratics',
  about: 'Random quadratics in 10 dimensions, Gaussian (a) and uniform (b), as in Andrychowicz et al. (2016).',
  *problems() {
    for (const definition of ['a', 'b'] as const) {
      for (let number = 1; number <= listed; number++) yield instance(definition, number);
    }
  },
  find(id) {
    const [, definition, dim, digits] = /^([ab])(?:-d([1-9]\d{0,3}))?-i(\d{3,5})$/.exec(id) ?? [];
    const number = Number(digits);
    if (definition === undefined || number < 1 || padded(number) !== digits) return undefined;
    if (dim === undefined) return instance(definition as Definition, number);
    return Number(dim) !== publishedDim && Number(dim) <= mostDims
      ? instance(definition as Definition, number, Number(dim))
      : undefined;
  },
  budget: () => 100,
  seeds: 1,
};

export default suite;

/** A function of the test split. */
export function instance(definition: Definition, number: number, dim = publishedDim): Problem<Vector> {
  // The published dimension is not among the labels: these functions are older than the others.
  const published = dim === publishedDim;
  const id = `${definition}${published ? '' : `-d${dim}`}-i${padded(number)}`;
  return quadratic(id, definition, dim, () =>
    published
      ? stream('quadratics', 'test', definition, number)
      : stream('quadratics', 'test', definition, dim, number),
  );
}

function padded(number: number): string {
  return String(number).padStart(3, '0');
}
