import { fenceLanguage } from '../../src/core/text/fenceLanguage.ts';
import type { CodeBlockPlan } from './markdownPlan.ts';

/** A top-level fence whose end has not come: it grows without being parsed again. */
export interface OpenFence {
  /** Whether the fence has ended within the first `end` characters of `source`, which end with a line. */
  closesBefore(source: string, end: number): boolean;
  plan(source: string): CodeBlockPlan;
}

/** A fence whose opener is the first line of `source`, without indentation; `undefined` when it is not one. */
export function openFence(source: string, line: number, info: string): OpenFence | undefined {
  const opener = /^(`{3,}|~{3,}).*\n/.exec(source);
  if (!opener) return undefined;
  const [{ length: codeStart }, run = ''] = opener;
  const mark = run.charAt(0);
  const closing = new RegExp(`^ {0,3}${mark}{${run.length},}[ \\t]*$`, 'm');
  const maybeClosing = new RegExp(`^ {0,3}${mark}*[ \\t]*$`);
  let seen = codeStart;
  return {
    closesBefore(source, end) {
      const closes = closing.test(source.slice(seen, end));
      if (!closes) seen = end;
      return closes;
    },
    plan(source) {
      const lastLine = source.lastIndexOf('\n') + 1;
      const end = maybeClosing.test(source.slice(lastLine)) ? lastLine : source.length;
      const code = source.slice(codeStart, Math.max(codeStart, end)).replace(/\n$/, '');
      return { kind: 'code-block', language: fenceLanguage(info), code, line, isClosed: false };
    },
  };
}
