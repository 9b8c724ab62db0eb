/** The language that a fence's info string names: `ts title="a.ts"` → `ts`, `{.python}` → `python`; empty when none. */
export function fenceLanguage(info: string): string {
  return /^[\s{.]*([^\s{}:,]*)/.exec(info)?.[1] ?? '';
}
