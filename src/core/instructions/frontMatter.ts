export type FieldValue = string | boolean | readonly string[];

export interface FrontMatter {
  /** By their names in lower case. */
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** The text below it; all of the text when it has none. */
  readonly body: string;
}

const FIELD = /^([A-Za-z][\w-]*):(?:\s+(.*))?$/;
const ITEM = /^\s*-\s+(.*)$/;

/**
 * The fields between two lines of `---` at the beginning of a Markdown file: the part of YAML that such files use, which is
 * words, quoted words, `true` and `false`, and lists in either form. What is written otherwise is passed over.
 */
export function frontMatter(text: string): FrontMatter {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end =
    lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') : -1;
  const fields = new Map<string, FieldValue>();
  if (end < 0) return { fields, body: lines.join('\n') };
  let open: { readonly name: string; readonly items: string[] } | undefined;
  for (const line of lines.slice(1, end)) {
    const item = ITEM.exec(line)?.[1];
    if (item !== undefined && open) {
      open.items.push(unquoted(item));
      fields.set(open.name, open.items);
      continue;
    }
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    if (!name) continue;
    open = value.trim() === '' ? { name: name.toLowerCase(), items: [] } : undefined;
    fields.set(name.toLowerCase(), fieldValue(value.trim()));
  }
  return { fields, body: lines.slice(end + 1).join('\n') };
}

/** A field that is to be a text; empty when it is none. */
export function textField({ fields }: FrontMatter, name: string): string {
  const value = fields.get(name.toLowerCase());
  return typeof value === 'string' ? value : '';
}

function fieldValue(value: string): FieldValue {
  if (value === 'true' || value === 'false') return value === 'true';
  const list = /^\[(.*)\]$/.exec(value)?.[1];
  if (list === undefined) return unquoted(value);
  return (list.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[^,\s][^,]*/g) ?? [])
    .map(unquoted)
    .filter((item) => item !== '');
}

function unquoted(value: string): string {
  const [, single, double] = /^(?:'(.*)'|"(.*)")$/.exec(value.trim()) ?? [];
  if (double !== undefined) return double.replace(/\\(.)/g, '$1');
  return single?.replaceAll("''", "'") ?? value.trim().replace(/\s+#.*$/, '');
}
