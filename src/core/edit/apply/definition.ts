const WORDS =
  'export|default|declare|public|private|protected|internal|static|async|abstract|final|override|virtual|sealed|partial|readonly|pub(?:\\([^)]*\\))?|unsafe|extern|inline|const|open|suspend|synchronized|native';

const NAMED = new RegExp(
  `^(?:(?:${WORDS})\\s+)*(function\\*?|class|interface|struct|enum|trait|impl|def|func|fn|fun|type|module|namespace|record|object|protocol|extension|union)\\s+(\\([^)]*\\)\\s*)?([\\p{L}\\p{N}_$]+)(?!\\s*\\*|\\s+\\*?[\\w$]+\\s*\\()`,
  'u',
);

const ASSIGNED = /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=.*(?:[{([]|=>)\s*$/;

const METHOD =
  /^((?:[\p{L}\p{N}_$<>[\],.?*&:@]+\s+)*[*&]*)([\p{L}\p{N}_$~]+)\s*(?:<[^>()]*>)?\((?!.*;\s*$)(?!.*,\s*$)/u;

/** A line that decides or repeats, and is found in many places. */
export const isControl = (line: string): boolean => CONTROL.test(line.trim());

const CONTROL =
  /^(?:\}\s*)?(?:if|for|while|switch|try|else|do|catch|finally|with|elif|except|match|case|default|loop|unless|select|return)\b/;

const NOT_NAMES =
  /^(?:if|for|while|switch|catch|return|else|do|try|with|using|await|new|throw|yield|match|when|unless|until|assert|print|super|this|self|elif|foreach|lock|sizeof|typeof|delete|not|and|or|in|go|defer|select|case|raise|del)$/;

/**
 * What a line defines, as its kind and name, such as `class Cart`; `undefined` when it begins no function, type or
 * method. A method needs a type or modifier in front or a body behind it, so that a call is none.
 */
export function definitionOf(line: string): string | undefined {
  const text = line.trim();
  if (text === '' || text.length > 300) return undefined;
  const named = NAMED.exec(text);
  if (named) return `${named[1]} ${receiverOf(named[2])}${named[3]}`;
  const assigned = ASSIGNED.exec(text)?.[1];
  if (assigned) return `const ${assigned}`;
  if (!text.includes('(')) return undefined;
  const [, front = '', name = ''] = METHOD.exec(text) ?? [];
  if (name === '' || NOT_NAMES.test(name)) return undefined;
  const words = front.trim().split(/\s+/).filter(Boolean);
  if (words.some((word) => NOT_NAMES.test(word)) || front.includes('=')) return undefined;
  const hasBody = /(?:\{|\)|=>)\s*(?:\/\/.*|\/\*.*)?$/.test(text) || /\bthrows\b[^;]*\{?$/.test(text);
  return (words.length > 0 && hasBody) || /\{\s*$/.test(text) ? `method ${name}` : undefined;
}

function receiverOf(receiver = ''): string {
  const type = /([\w$]+)[\])}>\s]*\)\s*$/.exec(receiver)?.[1];
  return type ? `${type}.` : '';
}

/** A line that brings in names from elsewhere. */
export const isImport = (line: string): boolean =>
  /^\s*(?:import\b|from\s+\S+\s+import\b|#\s*include\b|using\s+[\w.]+(?:\s*=.*)?;|use\s+[\w:\\{]|(?:const|var|let)\s+.*=\s*require\(|require(?:_once)?\b|package\s)/.test(
    line,
  );

/** What a line brings in names from: two lines that differ in it are never one that was changed. */
export function importedFrom(line: string): string {
  const quoted = /(["'])([^"']+)\1/.exec(line)?.[2];
  const from =
    /^\s*(?:from\s+(\S+)|#\s*include\s*(\S+)|(?:import|using|use)\s+(?:static\s+)?([\w.:\\]+))/.exec(line);
  return quoted ?? from?.slice(1).find(Boolean) ?? line.trim();
}

/** A line that belongs to the definition below it: a comment, a decorator, an attribute. */
export const isAttached = (line: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|define|if|endif|else|pragma))|@[\w.]+|--|\[[\w.]+.*\]\s*$|<!--)/.test(
    line,
  );
