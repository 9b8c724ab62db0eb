/**
 * Gives a user-visible English sentence in the user's language, with `{0}`, `{1}` … filled in. The English text is
 * the key, as in `vscode.l10n.t`, whose signature this is.
 */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;

/** A `Translate` over a table from English to the other language; what the table lacks stays English. */
export function translator(table: Readonly<Record<string, string>> = {}): Translate {
  return (message, ...args) =>
    (table[message] ?? message).replace(/\{(\d+)\}/g, (whole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? whole : String(value);
    });
}
