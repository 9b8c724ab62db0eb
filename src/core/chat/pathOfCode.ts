/** What a code block and its surroundings say of the file that it is for. */
export interface CodePlace {
  /** What stands after the fence. */
  readonly info: string;
  readonly code: string;
  /** The text right above the fence. */
  readonly lineAbove: string;
}

const NAME = String.raw`[^\s"'\x60<>|*?:\\/]+`;
const PATH = new RegExp(`^(?:\\./)?(?:${NAME}/)*${NAME}$`);

/** Files that have no ending. */
const BARE_NAMES = /^(?:Makefile|Dockerfile|Jenkinsfile|Gemfile|Rakefile|LICENSE)$/;

/**
 * The file that a code block says it is for, relative to a folder of the workspace: in the fence's info string, in a
 * comment on its first line, or on the line above the fence. A path that leads out of its folder is none.
 */
export function pathOfCode(block: CodePlace): string | undefined {
  return pathOfInfo(block.info) ?? pathOfComment(block.code) ?? pathOfText(block.lineAbove);
}

/** `ts src/a.ts`, `ts title="src/a.ts"`, `ts:src/a.ts`, `src/a.ts`. */
function pathOfInfo(info: string): string | undefined {
  const named = /\b(?:title|file|filename|path)=["']?([^"'\s}]+)/i.exec(info)?.[1];
  if (named) return asPath(named);
  const words = info.trim().split(/\s+/);
  const afterColon = /^[\w+#-]+:(.+)$/.exec(words[0] ?? '')?.[1];
  return words.flatMap((word) => asPath(word) ?? []).at(-1) ?? (afterColon ? asPath(afterColon) : undefined);
}

const COMMENT = /^\s*(?:\/\/|#|--|;|\/\*+|<!--|%)\s*(?:(?:file|path)\s*:\s*)?(\S+?)\s*(?:\*\/|-->)?\s*$/i;

function pathOfComment(code: string): string | undefined {
  const path = COMMENT.exec(code.split('\n', 1)[0] ?? '')?.[1];
  return path && asPath(path);
}

/** A line that is a path and little else: `**src/a.ts**`, `### src/a.ts`, ``In `src/a.ts`:``. */
function pathOfText(line: string): string | undefined {
  const whole = line
    .replace(/^[\s#>*_\-`]+|[\s:：*_`]+$/g, '')
    .replace(/^(?:file|文件)\s*[:：]\s*[`*]*/i, '');
  const quoted = [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  const [only] = quoted;
  const isIntroduced = quoted.length === 1 && /[:：]\s*$/.test(line);
  return asPath(whole) ?? (isIntroduced && only ? asPath(only) : undefined);
}

function asPath(text: string): string | undefined {
  if (!PATH.test(text)) return undefined;
  const parts = text.replace(/^\.\//, '').split('/');
  const name = parts.at(-1) ?? '';
  const isFile = /[^.]\.[A-Za-z][A-Za-z0-9]*$|^\.[a-z]\w+$/.test(name) || BARE_NAMES.test(name);
  return isFile && !parts.includes('..') && !parts.includes('.') ? parts.join('/') : undefined;
}
