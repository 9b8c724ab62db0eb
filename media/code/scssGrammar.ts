import type { HLJSApi, Language } from 'highlight.js';
import css from 'highlight.js/lib/languages/css';

/** SCSS as CSS with what it adds; highlight.js' own grammar holds all names of CSS a second time. */
export function scss(hljs: HLJSApi): Language {
  // What is illegal in CSS, such as `$`, is not so here.
  const { contains, illegal: _, ...grammar } = css(hljs);
  const added = [
    hljs.C_LINE_COMMENT_MODE,
    hljs.APOS_STRING_MODE,
    hljs.QUOTE_STRING_MODE,
    { scope: 'variable', begin: /\$[\w-]+/ },
    {
      scope: 'keyword',
      begin:
        /@(?:use|forward|import|mixin|include|function|return|extend|if|else(?: if)?|for|each|while|content|at-root|debug|warn|error)\b/,
    },
  ];
  const withVariables = contains.map((mode) =>
    typeof mode === 'object' && String(mode.begin) === '/:/'
      ? { ...mode, contains: [...added, ...(mode.contains ?? [])] }
      : mode,
  );
  return { ...grammar, name: 'SCSS', contains: [...added, ...withVariables] };
}
