import { type ChatCompletionRequest, contentText } from '../answer.ts';
import type { Speech } from './speech.ts';

/** A fenced block of the prompt, or what a tag holds. */
export interface CodeBlock {
  /** Info string of the fence; empty when it has none. */
  readonly name: string;
  readonly code: string;
}

/** What a request asks for, read from its words as a model would read them. */
export interface Task {
  readonly kind: 'explain' | 'optimize' | 'fix' | 'document' | 'test' | 'generate' | 'rewrite' | 'chat';
  readonly speech: Speech;
  /** The user's own words: the instruction, or the question without its code. */
  readonly words: string;
  /** The code to work on; absent when none was sent. */
  readonly code?: CodeBlock;
  /** What is reported about the code, where it is to be fixed. */
  readonly problems?: string;
  /** Code that was sent for context only. */
  readonly context: readonly CodeBlock[];
  /** Path of the file the code is from; empty when unknown. */
  readonly path: string;
  /** Line of the file that the code starts on, from 1. */
  readonly firstLine: number;
  /** How places are to be linked, where the request shows it: the link's words and target, both without the line. */
  readonly link?: { readonly words: string; readonly target: string };
  /** Indentation that new code is to have, where the request says so. */
  readonly indentUnit?: string;
  /** Name of the language the request is about, as it is written there. */
  readonly languageName: string;
}

/** Reads the task from the last user message; earlier ones count where it holds no code of its own. */
export function readTask({ messages }: ChatCompletionRequest): Task {
  const asked = messages.findLast((message) => message.role === 'user');
  const text = asked ? contentText(asked) : '';
  const system = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(contentText)
    .join('\n');
  const instruction = tagged(text, 'instruction');
  const { prose, blocks } = splitProse(text);
  const kind = kindOf(prose, instruction !== undefined);
  const words = (instruction ?? prose).trim();
  const isOwnWords = kind === 'chat' || instruction !== undefined;
  const earlier = messages
    .filter((message) => message.role === 'user' && message !== asked)
    .flatMap((message) => splitProse(contentText(message)).blocks);
  const target = blocks.findLast((block) => !block.isContext);
  const code =
    target ??
    (kind === 'chat' || kind === 'explain' ? earlier.findLast((block) => !block.isContext) : undefined);
  const numbered = code && withoutNumbers(code.code);
  const [, linkWords, linkTarget] = /\[([^\n]+?):\d+\]\(([^)\s]+):\d+\)/.exec(prose) ?? [];
  const indent = /indent with (?:(tabs)|(\d+) spaces)/i.exec(prose);
  return {
    kind: kind === 'chat' && target === undefined ? kindOfQuestion(words, code !== undefined) : kind,
    speech: speechOf(system, words.replace(/`[^`\n]*`/g, ''), isOwnWords),
    words,
    ...(code && { code: { name: code.name, code: numbered?.code ?? code.code } }),
    ...(kind === 'fix' && { problems: blocks.find(({ name }) => name === 'text')?.code ?? '' }),
    context: blocks.filter((block) => block.isContext),
    path: /`([^`\n]+\.[\w]+)`/.exec(prose)?.[1] ?? '',
    firstLine:
      numbered?.firstLine ??
      Number(/\b(?:at )?lines? (\d+)|第\s*(\d+)/.exec(prose)?.slice(1).find(Boolean) ?? 1),
    ...(linkWords && linkTarget && { link: { words: linkWords, target: linkTarget } }),
    ...(indent && { indentUnit: indent[1] ? '\t' : ' '.repeat(Number(indent[2])) }),
    languageName: languageIn(prose),
  };
}

/** Code whose every line begins with its number, `18|`, one more each time; undefined for any other. */
function withoutNumbers(code: string): { readonly code: string; readonly firstLine: number } | undefined {
  const lines = code.split('\n').map((line) => /^(\d+)\|(.*)$/.exec(line));
  const firstLine = Number(lines[0]?.[1]);
  if (!lines.every((line, index) => Number(line?.[1]) === firstLine + index)) return undefined;
  return { code: lines.map((line) => line?.[2]).join('\n'), firstLine };
}

interface PromptBlock extends CodeBlock {
  readonly isContext: boolean;
}

const FENCED = /^( {0,3})(`{3,}|~{3,})([^`\n]*)\n([\s\S]*?)(?:^\1 {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))/gm;
const TAGGED = /<(code|selection|file|source)\b([^>]*)>\n?([\s\S]*?)\n?<\/\1>/g;

/** What may hold fences of its own and is neither the task nor its code. */
const MATERIAL = /<(project-rules|instruction)>[\s\S]*?<\/\1>/g;

/** Parts the words of a prompt from the code it carries. */
function splitProse(message: string): {
  readonly prose: string;
  readonly blocks: readonly PromptBlock[];
} {
  const text = message.replace(MATERIAL, '');
  const blocks: PromptBlock[] = [];
  const isContext = (before: string): boolean =>
    /\bcontext\b|上下文|仅供参考/i.test(before.trimEnd().split('\n').at(-1) ?? '');
  const withoutFences = text.replace(FENCED, (_, _indent, _marks, name: string, code: string, at: number) => {
    blocks.push({
      name: name.trim(),
      code: code.replace(/\n$/, ''),
      isContext: isContext(text.slice(0, at)),
    });
    return '\n';
  });
  const prose = withoutFences.replace(TAGGED, (_, _tag, attributes: string, code: string, at: number) => {
    const name = /(?:lang|language)="?([\w+#-]+)/.exec(attributes)?.[1] ?? '';
    blocks.push({ name, code, isContext: isContext(withoutFences.slice(0, at)) });
    return '\n';
  });
  return { prose, blocks };
}

function tagged(text: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>\\s*([\\s\\S]*?)\\s*</${tag}>`).exec(text)?.[1];
}

const VERBS: readonly { readonly kind: Task['kind']; readonly pattern: RegExp }[] = [
  // The product’s own words; in a chat they may mean anything.
  { kind: 'fix', pattern: /^fix the problems that the editor reports\b/i },
  { kind: 'document', pattern: /^document this .* code from\b/i },
  { kind: 'test', pattern: /^write tests with .* for this\b/i },
  { kind: 'explain', pattern: /\bexplain\b|解释|说明一下|讲解/i },
  { kind: 'optimize', pattern: /\boptimi[sz]e\b|\bsimplify\b|优化|简化/i },
  { kind: 'rewrite', pattern: /\b(re-?write|refactor|convert|rename)\b|重写|改写|重构|重命名/i },
  { kind: 'generate', pattern: /\b(generate|write|create|implement)\b|生成|编写|写一个|实现/i },
];

/** The first verb that is a task names it; a prompt's later words only say how. */
function kindOf(prose: string, hasInstruction: boolean): Task['kind'] {
  const firstLine = prose.trim().split('\n', 1)[0] ?? '';
  const found = VERBS.map(({ kind, pattern }) => ({ kind, at: firstLine.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  return found?.kind ?? (hasInstruction ? 'generate' : 'chat');
}

/** A question in a chat may ask to explain the code that was shown earlier. */
function kindOfQuestion(words: string, hasCode: boolean): Task['kind'] {
  return hasCode && /\bwhat does|\bhow does|是做什么|怎么工作|做了什么/i.test(words) ? 'explain' : 'chat';
}

const CJK = /[\u3400-\u9fff]/;

/**
 * As the system message orders. Where it leaves a choice, Chinese words are answered in Chinese, and English ones in
 * English where they are the user's own.
 */
function speechOf(system: string, words: string, isOwnWords: boolean): Speech {
  const ordered = /write all prose in ([^.,]*)/i.exec(system)?.[1];
  if (ordered !== undefined) return /chinese|中文/i.test(ordered) ? 'zh' : 'en';
  if (CJK.test(words)) return 'zh';
  if (isOwnWords && /[a-z]{2,}/i.test(words)) return 'en';
  return /answer in [^.]*chinese|用(简体)?中文/i.test(system) ? 'zh' : 'en';
}

/** A language that the words name. Short names are words of their own, so they count only in their own company. */
function languageIn(prose: string): string {
  const long = /\b(TypeScript|TSX|JavaScript|Python|Java|Rust|Golang)\b/i.exec(prose);
  const short =
    /\b(Go|C) (?:code|function|program|method)\b|(C\+\+)/.exec(prose) ?? /\bin (Go|C)\b/.exec(prose);
  return long?.[1] ?? short?.[1] ?? short?.[2] ?? '';
}
