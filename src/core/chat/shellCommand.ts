const SHELLS: ReadonlySet<string> = new Set(
  'bash sh shell zsh fish console shell-session shellsession terminal powershell pwsh ps1 bat batch cmd'.split(
    ' ',
  ),
);

/** Languages that show what was typed after a prompt, and what was answered. */
const SESSIONS: ReadonlySet<string> = new Set(['console', 'shell-session', 'shellsession', 'terminal']);

/** Whether code in this language is for a terminal. */
export const isShell = (language: string): boolean => SHELLS.has(language.toLowerCase());

const PROMPT = /^\s*(?:\$|%|#|>|PS [^>]*>)\s+/;

/** What would be typed: of a recorded session what stands after its prompts, of other code all; without blank ends. */
export function commandOf(language: string, code: string): string {
  const lines = code.split('\n');
  const typed = lines.filter((line) => /^\s*(?:\$|PS [^>]*>)\s+/.test(line));
  const isSession =
    SESSIONS.has(language.toLowerCase()) || typed.length === lines.filter((line) => line.trim()).length;
  const command = isSession && typed.length > 0 ? typed.map((line) => line.replace(PROMPT, '')) : lines;
  return command.join('\n').trim();
}

/**
 * Characters that a terminal obeys or an eye passes over: controls but tab and line feed (Unicode, general category
 * Cc), and what has no width or turns the direction of writing (Cf).
 */
const HIDDEN = /[\p{Cf}\u2028\u2029]|(?![\t\n])\p{Cc}/gu;

/** The text as it would be run, with what cannot be seen written as its code: `‹U+001B›`. */
export function visibleText(text: string): { readonly text: string; readonly hasHidden: boolean } {
  const shown = text.replaceAll(
    HIDDEN,
    (character) => `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`,
  );
  return { text: shown, hasHidden: shown !== text };
}
