/** The language of an answer. */
export type Speech = 'en' | 'zh';

/** A sentence in both languages. */
export type Bilingual = Readonly<Record<Speech, string>>;

/** `1 loop`, `2 loops`; Chinese has no plural, and its counting word comes with the noun: `2 个循环`. */
export function count(speech: Speech, amount: number, noun: Bilingual): string {
  if (speech === 'zh') return `${amount} ${noun.zh}`;
  const ending = /(s|x|ch|sh)$/.test(noun.en) ? 'es' : 's';
  return `${amount} ${noun.en}${amount === 1 ? '' : ending}`;
}

/** `a, b and c`; an empty list gives an empty string. */
export function list(speech: Speech, items: readonly string[]): string {
  if (speech === 'zh') return items.join('、');
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A Markdown code span, with enough backticks around what holds some itself. */
export function code(text: string): string {
  const runs = text.match(/`+/g)?.map((run) => run.length) ?? [];
  let marks = '`';
  while (runs.includes(marks.length)) marks += '`';
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return marks + pad + text + pad + marks;
}

/** A fenced block that its own content cannot close. */
export function fence(name: string, text: string): string {
  const runs = text.match(/^ {0,3}`{3,}/gm)?.map((run) => run.trim().length) ?? [];
  const marks = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${marks}${name}\n${text}${text.endsWith('\n') ? '' : '\n'}${marks}`;
}

/** One line of at most `length` characters. */
export function clip(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
