/**
 * `npm run bench:speed [NAME ...]`: the speed benchmarks, bench/*.ts, one after the other. Each exports a default function
 * that measures and prints its own table. Run it on an idle machine; ratios within one run are what to quote.
 */
import { readdirSync } from 'node:fs';
import { parse } from 'node:path';

const folder = new URL('../dist/bench/', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => parse(file).name);
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = chosen.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`bench:speed: there is no benchmark '${unknown}'; there are ${all.join(', ')}`);
  process.exit(1);
}
for (const name of chosen.length > 0 ? chosen : all) {
  const { default: bench } = await import(new URL(`${name}.js`, folder).href);
  await bench();
}
