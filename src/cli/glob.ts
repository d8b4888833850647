/** Names by pattern: `*` is any text, `?` any one letter. */

/** Whether the text is a pattern rather than a name. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether the whole name fits the pattern. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(name);
}
