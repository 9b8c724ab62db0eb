/** Headings, lists, prose and code, as a model writes them; about four characters a token. */
export function* longAnswer(tokens: number): Generator<string> {
  for (let index = 0; index < tokens; index++) yield SECTION[index % SECTION.length] ?? '';
}

const SECTION: readonly string[] = [
  ...['## ', 'Step', ' one', '\n\n', 'The', ' function', ' `sum', '`', ' adds', ' **all', '** ', 'values'],
  ...['.\n\n', '- ', 'first', ' item', '\n', '- ', 'second', ' item', '\n\n'],
  ...['```', 'ts\n', 'const', ' total', ' =', ' values', '.reduce', '((a', ', b', ')', ' =>', ' a +', ' b);'],
  ...['\n', '```', '\n\n'],
];
