/** A command as it was written into the composer. */
export interface SlashCommand {
  readonly name: string;
  /** All that stands behind the name. */
  readonly args: string;
}

/** `/review src/a.ts` → `review`, `src/a.ts`; `undefined` for a text that is no command, such as a path. `／` is typed in Chinese. */
export function slashCommand(text: string): SlashCommand | undefined {
  const [, name, args = ''] = /^\s*[/／]([^\s/／]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, args: args.trim() };
}
