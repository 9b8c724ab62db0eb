import { isShell } from '../../src/core/chat/shellCommand.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { createButton, relabel } from '../dom/button.ts';
import { element } from '../dom/element.ts';
import type { IconName } from '../dom/icon.ts';
import type { CodeBlockPlan } from '../markdown/markdownPlan.ts';
import { createCodeColouring } from './codeColouring.ts';
import type { CodeHighlighter } from './codeHighlighter.ts';
import { createCodeLines } from './codeLines.ts';

/** What can be done with a code block; the host does it. */
export type CodeUse = 'copy-code' | 'insert-code' | 'apply-code' | 'new-file-from-code' | 'run-code';

export interface CodeBlockDeps {
  readonly t: Translate;
  readonly highlighter: CodeHighlighter;
  /** A clock in ms. */
  readonly now: () => number;
  /** Names the block by the 0-based line of its opening fence: code itself never leaves the page. */
  readonly useCode: (use: CodeUse, line: number) => void;
}

export interface CodeBlockView {
  readonly element: HTMLElement;
  /** Shows a plan of the same block whose code begins with the code shown. */
  update(plan: CodeBlockPlan): void;
  /** Colours it for good, as no more lines will come. */
  finish(): void;
}

/** Code that comes slowly is coloured so often. What comes fast is when there is enough of it, so that it is read once. */
const COLOURING_INTERVAL_MS = 400;
const CONFIRMATION_MS = 1600;

export function createCodeBlockView(deps: CodeBlockDeps, initial: CodeBlockPlan): CodeBlockView {
  const { t, highlighter, now } = deps;
  const { language, line } = initial;
  const label = language ? highlighter.label(language) : t('Text');
  const lines = createCodeLines();
  const colouring = createCodeColouring(highlighter, language);
  const header = element(
    'div',
    { class: 'code-header' },
    element('span', { class: 'code-language' }, label),
    ...(line === undefined ? [] : actionsFor(deps, line, label, language)),
  );
  const scroller = element(
    'pre',
    { tabindex: 0, role: 'group', 'aria-label': t('Code, {0}', label) },
    lines.element,
  );
  let code = '';
  let colouredAt = now();
  let isFinished = false;

  function finish(): void {
    if (isFinished) return;
    isFinished = true;
    lines.colour(colouring.finish(code));
  }

  const isColouringDue = (): boolean => colouring.isDue(code) || now() - colouredAt >= COLOURING_INTERVAL_MS;

  function update(plan: CodeBlockPlan): void {
    const hasNewLine = plan.code.includes('\n', code.length);
    if (plan.code.length > code.length) {
      lines.append(plan.code.slice(code.length));
      isFinished = false;
    }
    code = plan.code;
    if (plan.isClosed) finish();
    else if (hasNewLine && isColouringDue()) {
      lines.colour(colouring.grow(code));
      colouredAt = now();
    }
  }

  update(initial);
  return { element: element('div', { class: 'code-block' }, header, scroller), update, finish };
}

function actionsFor(
  deps: CodeBlockDeps,
  line: number,
  label: string,
  language: string,
): readonly HTMLElement[] {
  const { t } = deps;
  const action = (use: CodeUse, icon: IconName, name: string): HTMLButtonElement =>
    createButton({ label: name, icon, look: 'icon', onClick: () => deps.useCode(use, line) });
  const confirmed = (use: CodeUse, icon: IconName, name: string, done: string): HTMLButtonElement => {
    const button = action(use, icon, name);
    button.addEventListener('click', () => {
      relabel(button, done, 'check');
      setTimeout(() => relabel(button, name, icon), CONFIRMATION_MS);
    });
    return button;
  };
  return [
    element(
      'span',
      { class: 'code-actions', role: 'group', 'aria-label': t('Actions for the code, {0}', label) },
      confirmed('copy-code', 'copy', t('Copy Code'), t('Copied')),
      confirmed('insert-code', 'insert', t('Insert at Cursor'), t('Sent to the editor')),
      action('apply-code', 'apply', t('Apply to File')),
      action('new-file-from-code', 'newFile', t('New File')),
      ...(isShell(language) ? [action('run-code', 'terminal', t('Run in Terminal…'))] : []),
    ),
  ];
}
