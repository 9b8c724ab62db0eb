import { CodeAnswer } from '../../core/edit/codeAnswer.ts';

const PREFACE =
  /^(?:here(?:'s| is| are)\b.*|(?:the )?(?:suggested |proposed )?commit message.*|.*提交(?:信息|说明|消息).*)[:：]\s*$/i;

/**
 * The message alone, of an answer that may have wrapped it: without a preface, without a fence around it, and without
 * quotes or asterisks around its first line. A plain message stays as it is, but for white space at its edges.
 */
export function commitMessageText(answer: string): string {
  const lines = withoutPreface(answer.split(/\r?\n/).map((line) => line.trimEnd()));
  const text = /^ {0,3}(?:`{3}|~{3})/.test(lines[0] ?? '') ? blockOf(lines) : lines;
  const [subject = '', ...body] = withoutPreface(text);
  return [unwrapped(subject), ...body].join('\n').trim();
}

function withoutPreface(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line, index) => {
    const isLast = lines.slice(index + 1).every((later) => later === '');
    return line !== '' && (isLast || !PREFACE.test(line));
  });
  return start < 0 ? [] : lines.slice(start);
}

function blockOf(text: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const reader = new CodeAnswer({ line: (line) => lines.push(line), prose: () => {} });
  reader.push(text.join('\n'));
  reader.end();
  return lines;
}

/** `**feat: x**`, `"feat: x"`, `` `feat: x` `` → `feat: x`; marks inside of the line stay. */
function unwrapped(line: string): string {
  const [, marks, words] = /^(\*\*|["'`“「])(.+?)(?:\*\*|["'`”」])$/.exec(line.trim()) ?? [];
  return marks && words && !words.includes(marks) ? words : line.trim();
}
