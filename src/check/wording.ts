/** How evidence is worded: names fit for files, points and numbers as text. */

/** Why a name cannot name a file, or undefined where it can. */
export function unfitName(name: unknown): string | undefined {
  if (typeof name !== 'string') return `a name is a string, got ${typeof name}`;
  if (/^[A-Za-z0-9][A-Za-z0-9._+=-]*$/.test(name)) return undefined;
  return `'${name}' is not fit for a file name: letters, digits and . _ + = - only, a letter or digit first`;
}

/** A point in few words. */
export function show(point: unknown): string {
  if (!ArrayBuffer.isView(point)) return JSON.stringify(point);
  const values = [...(point as Float64Array)];
  return `[${values.slice(0, 6).join(', ')}${values.length > 6 ? `, ... ${values.length} in all` : ''}]`;
}

/** Whether two points are the same: vectors by their bits, named points by their entries. */
export function samePoint(a: unknown, b: unknown): boolean {
  if (a instanceof Float64Array && b instanceof Float64Array) {
    return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
