import type { Translate } from '../../src/core/text/translate.ts';
import type { CodeBlockPlan, PlanNode } from '../markdown/markdownPlan.ts';

export interface SpeechDeps {
  readonly t: Translate;
  /** A language's name for people. */
  readonly languageLabel: (language: string) => string;
}

/** Reads out an answer as it comes, in whole sentences. */
export interface AnswerSpeech {
  /** The sentences that have become whole since the last call. Blocks before `frozenCount` are finished. */
  read(blocks: readonly PlanNode[], frozenCount: number): string[];
}

export function createAnswerSpeech(deps: SpeechDeps): AnswerSpeech {
  let block = 0;
  let spoken = 0;
  return {
    read(blocks, frozenCount) {
      const sentences: string[] = [];
      for (; block < blocks.length; block++) {
        const plan = blocks[block];
        const isFinished = block < frozenCount;
        const text = plan ? spokenText(deps, plan, isFinished) : '';
        const end = isFinished ? text.length : lastSentenceEnd(text);
        if (end > spoken) sentences.push(...linesOf(text.slice(spoken, end)));
        if (!isFinished) {
          spoken = Math.max(spoken, end);
          break;
        }
        spoken = 0;
      }
      return sentences;
    },
  };
}

/** What a screen reader is given for a block; code is named, not read. Code that goes on is left out until it ends. */
function spokenText(deps: SpeechDeps, plan: PlanNode, isFinished: boolean): string {
  switch (plan.kind) {
    case 'text':
      return plan.text.replaceAll('\n', ' ');
    case 'image':
      return plan.alternative;
    case 'task':
      return `${plan.done ? deps.t('Done') : deps.t('To do')}: `;
    case 'code-block':
      return plan.isClosed || isFinished ? spokenCode(deps, plan) : '';
    case 'math':
      return plan.tex;
    case 'note-link':
      return plan.to === 'note' ? ` [${plan.text}]` : '';
    case 'alert-title':
    case 'source-mark':
      return '';
    case 'note':
    case 'link':
    case 'element': {
      const text = plan.children.map((child) => spokenText(deps, child, isFinished)).join('');
      return plan.kind === 'element' ? text + (AFTER[plan.tag] ?? '') : text;
    }
  }
}

/** What sets an element's text apart from the next. */
const AFTER: Readonly<Partial<Record<string, string>>> = {
  ...{ p: '\n', h3: '\n', h4: '\n', h5: '\n', h6: '\n', tr: '\n', br: ' ' },
  ...{ td: ', ', th: ', ' },
};

function spokenCode({ t, languageLabel }: SpeechDeps, plan: CodeBlockPlan): string {
  const lines = plan.code.split('\n').length;
  return plan.language
    ? `${t('Code block, {0}, {1} lines.', languageLabel(plan.language), lines)}\n`
    : `${t('Code block, {0} lines.', lines)}\n`;
}

const SENTENCE_END = /[.!?](?=["'”’)\]]*\s)|[。！？…；]|\n/g;

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(SENTENCE_END)) end = match.index + match[0].length;
  return end;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''))
    .filter(Boolean);
}
