import { chatAnswer } from './chat/chatAnswer.ts';
import { explainCode } from './explain/explainCode.ts';
import { fixProblems } from './fix/fixProblems.ts';
import { generateCode } from './generate/generateCode.ts';
import { optimizeAnswer } from './optimize/optimizeAnswer.ts';
import type { Task } from './readTask.ts';
import { rewriteCode, skillsInWords } from './rewrite/rewriteCode.ts';
import { fence } from './speech.ts';
import type { Language } from './syntax/language.ts';
import { guessLanguage, languageNamed } from './syntax/languageNamed.ts';
import { nodesIn, parseSource, textOf } from './syntax/sourceCode.ts';

/** The whole answer to a task, as Markdown. */
export function answerTask(task: Task): string {
  switch (task.kind) {
    case 'explain':
      return explain(task);
    case 'optimize':
      return optimize(task);
    case 'fix':
      return fix(task);
    case 'document':
      return rewrite({ ...task, words: 'document' });
    case 'test':
      return noTests(task);
    case 'rewrite':
      return rewrite(task);
    case 'generate':
      return task.code && !isCodeless(task.code.code) ? rewrite(task) : generate(task);
    case 'chat':
      return chat(task);
  }
}

const isCodeless = (code: string): boolean => code.trim() === '';

function explain(task: Task): string {
  const language = languageOf(task);
  if (!task.code) return chat(task);
  return language
    ? explainCode({ ...task, source: parseSource(language, task.code.code) })
    : unreadable(task);
}

function optimize(task: Task): string {
  const language = languageOf(task);
  if (!task.code) return chat(task);
  const { name, code } = task.code;
  if (!language) return `${fence(name, code)}\n\n${unreadable(task)}`;
  return optimizeAnswer({ ...task, language, code, fenceName: name || language.names[0]! });
}

function fix(task: Task): string {
  const { name = '', code = '' } = task.code ?? {};
  return fixProblems({ ...task, code, fenceName: name, problems: task.problems ?? '' });
}

const noTests = ({ speech }: Task): string =>
  ({
    en: 'The stand-in model writes no tests: to know what code should give, it would have to understand it. Add a key to see this command at work.',
    zh: '替身模型不会写测试：要知道代码应得的结果，就得理解代码。添加密钥即可看到这个命令的效果。',
  })[speech];

function rewrite(task: Task): string {
  const language = languageOf(task);
  if (!task.code) return generate(task);
  const { name, code } = task.code;
  if (!language) return `${fence(name, code)}\n\n${unreadable(task)}`;
  const result = rewriteCode({ language, code, words: task.words, speech: task.speech });
  if (
    result.changes.length === 0 &&
    result.refusals.length === 0 &&
    /optimi[sz]|simplif|clean|tidy|faster|优化|简化|整理|更快/i.test(task.words)
  )
    return optimize(task);
  const block = fence(name || language.names[0]!, result.code);
  const rows = [...result.changes, ...result.refusals].map((row) => `- ${row}`);
  if (rows.length > 0) return `${block}\n\n${rows.join('\n')}`;
  return `${block}\n\n${
    {
      en: `Unchanged: the stand-in model does not know how to do this. What it can do to a selection: ${skillsInWords('en')}.`,
      zh: `未作修改：替身模型不会做这件事。它能对选区做的有：${skillsInWords('zh')}。`,
    }[task.speech]
  }`;
}

function generate(task: Task): string {
  const { words, speech } = task;
  const language = languageOf(task) ?? languageNamed('typescript')!;
  const made = generateCode({
    language,
    words,
    speech,
    indentUnit: task.indentUnit ?? (language.id === 'python' ? '    ' : '  '),
    indentation: '',
    taken: namesIn(task, language),
  });
  if (!made)
    return {
      en: `The stand-in model reads ${language.label} but does not write it. It writes TypeScript, JavaScript, Python, Go and Java.`,
      zh: `替身模型能读 ${language.label}，但不会写。它会写 TypeScript、JavaScript、Python、Go 和 Java。`,
    }[speech];
  return [fence(language.names[0]!, made.code), ...made.notes].join('\n\n');
}

function chat(task: Task): string {
  const language = task.code ? languageOf(task) : undefined;
  return chatAnswer({ ...task, ...(language && { source: parseSource(language, task.code!.code) }) });
}

/** What the fence says, known or not; else by the file, the words, and at last by what parses. */
function languageOf({ code, path, languageName, context }: Task): Language | undefined {
  if (code?.name) return languageNamed(code.name);
  return (
    languageNamed(path) ??
    languageNamed(languageName) ??
    languageNamed(context[0]?.name ?? '') ??
    (code ? guessLanguage(code.code) : undefined)
  );
}

/** Names that the code around already gives to something. */
function namesIn({ context }: Task, language: Language): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { code } of context) {
    const source = parseSource(language, code);
    for (const node of nodesIn(source.root)) if (!node.firstChild) names.add(textOf(source, node));
  }
  return names;
}

function unreadable({ speech, code }: Task): string {
  const name = code?.name ? ` (${code.name})` : '';
  return {
    en: `The stand-in model has no parser for this language${name}, so it can say nothing about the code. It reads TypeScript, JavaScript, Python, Go, Java, Rust, C and C++.`,
    zh: `替身模型没有这种语言${name}的解析器，无法对代码作出说明。它能读 TypeScript、JavaScript、Python、Go、Java、Rust、C 和 C++。`,
  }[speech];
}
