import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { CodeRun } from './codeRun.ts';
import { RunEmitter } from './runEmitter.ts';
import { scss } from './scssGrammar.ts';

const GRAMMARS = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua, markdown },
  ...{ php, powershell, python, ruby, rust, scss, shell, sql, swift, typescript, xml, yaml },
};

const MORE_ALIASES: Readonly<Record<string, keyof typeof GRAMMARS>> = {
  vue: 'xml',
  svelte: 'xml',
  jsonl: 'json',
  mdx: 'markdown',
  pwsh: 'powershell',
};

/** What was read of a piece of code, and whether the next piece can be read without it. */
export interface HighlightedCode {
  readonly runs: readonly CodeRun[];
  /** False inside of a comment, a string or the like that goes on. */
  readonly endsNeutral: boolean;
}

export interface CodeHighlighter {
  /** The language's name for people; what was given when it is not known. */
  label(language: string): string;
  /** Code of an unknown language comes back as one plain run. */
  highlight(language: string, code: string): HighlightedCode;
}

export function createCodeHighlighter(): CodeHighlighter {
  const engine = hljs.newInstance();
  engine.configure({ __emitter: RunEmitter });
  for (const [name, grammar] of Object.entries(GRAMMARS)) engine.registerLanguage(name, grammar);
  for (const [alias, languageName] of Object.entries(MORE_ALIASES)) {
    engine.registerAliases(alias, { languageName });
  }
  return {
    label(language) {
      const name = engine.getLanguage(language)?.name;
      return !name ? language : name.includes(',') ? language.toUpperCase() : name;
    },
    highlight(language, code) {
      if (!engine.getLanguage(language))
        return { runs: [{ text: code, scope: undefined }], endsNeutral: true };
      const result = engine.highlight(code, { language, ignoreIllegals: true });
      const { runs } = result._emitter as unknown as RunEmitter;
      const top = result._top as { readonly parent?: unknown } | undefined;
      return { runs, endsNeutral: top?.parent === undefined };
    },
  };
}
