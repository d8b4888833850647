/**
 * `npm run bench:speed [NAME [ARGUMENT ...]]`: the speed benchmarks, bench/*.ts, one after the other, or one of them. Each
 * exports a default function that measures and prints its own tables. Run it on an idle machine; ratios within one run
 * are what to quote.
 */
import { readdirSync } from 'node:fs';
import { parse } from 'node:path';

const folder = new URL('../dist/bench/', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => parse(file).name);
const [name, ...rest] = process.argv.slice(2);
if (name !== undefined && !all.includes(name)) {
  console.error(`bench:speed: there is no benchmark '${name}'; there are ${all.join(', ')}`);
  process.exit(1);
}
for (const file of name === undefined ? all : [name]) {
  const { default: bench } = await import(new URL(`${file}.js`, folder).href);
  await bench(rest);
}
