import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type OriginBlock,
  PROVIDER_ERRORS,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../src/core/model/providerError.ts';
import { noticeFor } from '../src/core/noticeFor.ts';
import { type StorageTask, storageFailed } from '../src/core/storageFailed.ts';
import { type Translate, translator } from '../src/core/text/translate.ts';
import { USER_ERRORS, UserError, type UserErrorKind } from '../src/core/userError.ts';
import { readSourceFiles } from '../test/unit/support/sourceFiles.ts';

const root = path.resolve(import.meta.dirname, '..');

/** The page that lists every code, written from the code: `docs/errors.md`. */
export const ERROR_CODES_PAGE = path.join(root, 'docs/errors.md');

/** By code, then by what happened: what there is to do about it. */
type Entries = Map<string, Map<string, Set<string>>>;

interface Speaker {
  readonly t: Translate;
  readonly causeName: string;
  readonly cureName: string;
}

const ENGLISH: Speaker = { t: translator(), causeName: 'Cause', cureName: 'Cure' };
const CHINESE: Speaker = {
  t: translator(JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'))),
  causeName: '原因',
  cureName: '处理',
};

/** The families of codes, in the order of the page. */
const FAMILIES: Readonly<Record<string, readonly [english: string, chinese: string]>> = {
  AUTH: ['Keys and addresses', '密钥与地址'],
  QUOTA: ['Money and plans', '余额与套餐'],
  RATE: ['Too much at once', '过载与限流'],
  REQ: ['The request and its answer', '请求与回答'],
  SRV: ['The provider', '服务商'],
  NET: ['The network', '网络'],
  CMD: ['What a command was given', '命令的对象'],
  EDIT: ['Edits', '编辑'],
  SET: ['Settings', '设置'],
  STORE: ['Files of Inkstone’s own', 'Inkstone 自己的文件'],
  BUG: ['Faults of Inkstone’s own', 'Inkstone 自身的故障'],
};

/** In place of what only the moment knows. */
const DETAILS: ProviderErrorDetails = {
  provider: '‹provider›',
  host: '‹host›',
  modelName: '‹model›',
  filter: '‹filter›',
  limitMs: 900_000,
};

const BLOCKS: readonly OriginBlock[] = ['unreadable', 'holds-login', 'unencrypted', 'key-of-another-address'];

const TASKS: Readonly<Record<StorageTask, true>> = {
  'save-chat': true,
  'save-usage': true,
  'read-usage': true,
  'reset-usage': true,
  'save-batch': true,
  'use-cache': true,
  'clear-cache': true,
  'save-audit': true,
  'read-audit': true,
};

/** All codes with all that is said under them, in one language. */
function entriesIn({ t }: Speaker): Entries {
  const entries: Entries = new Map();
  const add = (code: string, said: string, cure: string): void => {
    const cause = said.replace(/\b(?:ENOSPC|EACCES)\b/, '‹…›');
    const causes = entries.get(code) ?? new Map<string, Set<string>>();
    entries.set(code, causes.set(cause, (causes.get(cause) ?? new Set()).add(cure)));
  };
  const addError = (error: unknown): void => {
    const { code, what, next } = noticeFor(error, t);
    add(code, what, next);
  };
  for (const kind of Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[]) {
    const blocks = kind === 'blocked-origin' ? BLOCKS : [undefined];
    for (const block of blocks)
      addError(new ProviderError(kind, '', { ...DETAILS, ...(block && { block }) }));
  }
  for (const task of Object.keys(TASKS) as StorageTask[])
    for (const code of ['ENOSPC', 'EACCES'])
      addError(storageFailed(Object.assign(new Error(), { code, syscall: 'write' }), task, t));
  addError(new Error());
  for (const { text } of readSourceFiles()) {
    for (const { kind, cause, cures } of userErrorsIn(text))
      for (const cure of cures) addError(new UserError(kind, blanks(t(cause)), blanks(t(cure))));
    for (const [, code = '', cause = '', cure = ''] of text.matchAll(NOTICE))
      add(code, blanks(t(literal(cause))), blanks(t(literal(cure))));
  }
  return entries;
}

const LITERAL = /'(?:[^'\\\n]|\\.)*'/.source;

/** A notice that is written out where it is used. */
const NOTICE = new RegExp(
  `code: '(INK-[A-Z]+-\\d{3})',\\s*what: t\\(\\s*(${LITERAL})[^;]*?next: t\\(\\s*(${LITERAL})`,
  'g',
);

/** Every `new UserError(…)` whose words are literals: what it says, and each thing that it may tell to do. */
function* userErrorsIn(
  text: string,
): Generator<{ readonly kind: UserErrorKind; readonly cause: string; readonly cures: readonly string[] }> {
  for (const { index } of text.matchAll(/new UserError\(/g)) {
    const call = text.slice(index, endOfCall(text, index));
    const kind = /'([\w-]+)'/.exec(call)?.[1] ?? '';
    const [cause, ...cures] = [...call.matchAll(new RegExp(`(label: )?\\bt\\(\\s*(${LITERAL})`, 'g'))]
      .filter(([, label]) => label === undefined)
      .map(([, , written = '']) => literal(written));
    if (cause !== undefined && cures.length > 0 && kind in USER_ERRORS)
      yield { kind: kind as UserErrorKind, cause, cures };
  }
}

/** The place of the bracket that ends the call which begins at `start`. */
function endOfCall(text: string, start: number): number {
  let depth = 0;
  for (const { 0: token, index } of text.slice(start).matchAll(new RegExp(`${LITERAL}|[()]`, 'g'))) {
    if (token === '(') depth++;
    else if (token === ')' && --depth === 0) return start + index;
  }
  return text.length;
}

const literal = (written: string): string => written.slice(1, -1).replace(/\\(.)/g, '$1');

/** What is filled in later is shown as a gap. */
const blanks = (text: string): string => text.replace(/\{\d+\}/g, '‹…›');

function linesOf(entries: Entries, code: string, { causeName, cureName }: Speaker): readonly string[] {
  return [...(entries.get(code) ?? [])].map(
    ([cause, cures]) => `- **${causeName}** ${cause}  \n  **${cureName}** ${[...cures].join(' / ')}`,
  );
}

/** The whole page. */
export function errorCodesPage(): string {
  const [english, chinese] = [entriesIn(ENGLISH), entriesIn(CHINESE)];
  const lines = [
    '# Error codes · 错误代码',
    '',
    'Every notice of Inkstone’s ends with a code. Here is what each means and what helps. *Inkstone: Check the',
    'Connection…* examines a connection step by step. What stands in ‹ › depends on the moment.',
    '',
    'Inkstone 的每条提示末尾都有一个代码。下面说明各代码的含义与处理办法。*Inkstone: 检查连接…* 可逐步检查连接。‹ › 中的内容视当时情况而定。',
    '',
    '<!-- Written by `npm run docs:errors`; a test compares it with the code. -->',
  ];
  for (const [family, titles] of Object.entries(FAMILIES)) {
    const codes = [...english.keys()].filter((code) => code.startsWith(`INK-${family}-`)).sort();
    if (codes.length === 0) continue;
    lines.push('', `## ${titles.join(' · ')}`);
    for (const code of codes)
      lines.push(
        '',
        `### ${code}`,
        '',
        ...linesOf(english, code, ENGLISH),
        '',
        ...linesOf(chinese, code, CHINESE),
      );
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) writeFileSync(ERROR_CODES_PAGE, errorCodesPage());
