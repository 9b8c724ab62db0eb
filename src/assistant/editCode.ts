import type { CodeReference } from '../core/chat/session.ts';
import { CodeAnswer } from '../core/edit/codeAnswer.ts';
import type { EditProgress } from '../core/edit/editState.ts';
import { indentationAt, indentationOf, indented, missingIndentation } from '../core/edit/indentation.ts';
import { type Proposal, proposalOf } from '../core/edit/proposal.ts';
import { StreamedRegion } from '../core/edit/streamedRegion.ts';
import { TextAnswer } from '../core/edit/textAnswer.ts';
import type { ChatMessage, Purpose } from '../core/model/chatRequest.ts';
import type { Notice } from '../core/notice.ts';
import { noticeFor } from '../core/noticeFor.ts';
import type { Translate } from '../core/text/translate.ts';
import { estimateTokens } from '../core/usage/estimateTokens.ts';
import { shortCount } from '../core/usage/figures.ts';
import { UserError } from '../core/userError.ts';
import { budgetOf, requireFit } from './budget.ts';
import { type CommandDeps, SURROUNDINGS_TOKENS } from './explain.ts';
import { aboutTarget, rulesSection, type Surroundings, surroundings } from './prompts/codeContext.ts';
import { readmePrompt } from './prompts/contentPrompts.ts';
import { generatePrompt, rewritePrompt } from './prompts/generatePrompt.ts';
import { optimizePrompt } from './prompts/optimizePrompt.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';
import { translateCommentsPrompt, translateDocumentPrompt } from './prompts/translatePrompt.ts';
import { type ModelAccess, runTurn, type TurnEnd, type TurnPlace } from './turn.ts';
import { type CodeTarget, referenceTo, targetCode } from './workspace.ts';

/** A pending edit in the editor, as the use case sees it. */
export interface OpenEdit {
  /** Aborted when the user gives the edit up while it streams: by undo, by closing the file, by rejecting all. */
  readonly signal: AbortSignal;
  /** The whole document as proposed so far. Asked for at most once a frame, and once more at the end. */
  update(proposal: () => Proposal): void;
  /** Resolves when the document holds what arrived, or cannot hold it now because no editor shows it. */
  end(progress: Exclude<EditProgress, 'streaming'>): Promise<void>;
  /** Takes the edit back without a trace. */
  discard(): Promise<void>;
}

/** Where edits are reviewed: the editor. */
export interface EditReview {
  /** Throws `UserError` when the document cannot be edited or has an undecided edit. */
  open(target: CodeTarget, title: string): Promise<OpenEdit>;
}

export interface EditDeps extends CommandDeps {
  readonly edits: EditReview;
}

/** What an answer has come to, whole or cut. */
export interface Proposed {
  /** The whole document. */
  readonly lines: readonly string[];
  /** What the answer says beside its first code block, further blocks included. */
  readonly said: string;
}

export interface Settled {
  /** The whole document. */
  readonly lines: readonly string[];
  /** So many code blocks of the answer are in it; one when absent. */
  readonly blocks?: number;
  /** What the user should know of it. */
  readonly notice?: Notice;
}

/** A task that brings along what it asks and what becomes of the answer, so that both are loaded when it is called. */
export interface OwnTask {
  readonly purpose: 'fix' | 'test' | 'document';
  /** What the transcript shows as the question. */
  readonly title: string;
  /** What the question is about, where that is not what is written into. */
  readonly about?: CodeTarget;
  /** Other documents whose text the prompt holds. */
  readonly references?: readonly CodeReference[];
  /** How an answer stands that is inserted: as the place has it when absent. */
  readonly insertion?: { readonly indentation: string; readonly blankLines: number };
  prompt(around: Surroundings, rules: string | undefined): string;
  /** Looks at the document that an answer proposes, before the user decides on it; as proposed when absent. */
  readonly settle?: (proposed: Proposed) => Settled;
}

export type EditTask =
  | OwnTask
  | { readonly purpose: 'optimize' }
  /**
   * With a region of lines it rewrites them, with an empty one it inserts. With `project`, which is what is known of the
   * project, it inserts a section of its README.
   */
  | { readonly purpose: 'generate'; readonly instruction: string; readonly project?: string }
  /** `language` is an English name. */
  | { readonly purpose: 'translate'; readonly what: 'comments' | 'document'; readonly language: string };

export interface EditInput {
  readonly access: ModelAccess;
  readonly target: CodeTarget;
  readonly task: EditTask;
  /** Where its turn goes; after the last one that is shown when absent. */
  readonly place?: TurnPlace;
}

/**
 * Streams the model's code into the editor as a pending edit and what it says about it into the conversation. Throws
 * `UserError` when the target cannot be edited or cannot fit into the model's window.
 */
export async function editCode(deps: EditDeps, input: EditInput, signal: AbortSignal): Promise<TurnEnd> {
  const { t } = deps;
  const { access, target, task } = input;
  const rules = await deps.workspace.projectRules(target.uri);
  const isText = isTextTask(task);
  const prompt = (around: Surroundings): string => promptFor(target, task, around, rules?.text);
  const budget = budgetOf(access.model, deps.maxOutputTokens, deps.counts);
  const growth = GROWTH[task.purpose];
  if (growth) requireRoom(target, growth, budget.outputTokens, t);
  const system: ChatMessage = {
    role: 'system',
    text: systemPrompt(deps.answerLanguage, isSection(task) ? 'write' : task.purpose),
  };
  const bare: ChatMessage = { role: 'user', text: prompt({ head: [], before: [], after: [] }) };
  requireFit([system, bare], budget, access.model, t);
  const left = budget.inputTokens - budget.tokensOf([system, bare]);
  const text = prompt(surroundings(target, Math.min(SURROUNDINGS_TOKENS, left)));

  const title = titleOf(target, task, t);
  const edit = await deps.edits.open(target, title);
  const {
    settle,
    insertion,
    about = target,
    references = [],
  }: Partial<OwnTask> = 'prompt' in task ? task : {};
  const region = new StreamedRegion(target.lines, target.region);
  const place = insertion?.indentation ?? depthOf(target);
  const gap = isSection(task) ? 1 : (insertion?.blankLines ?? 0);
  let indentation: string | undefined;
  let prose = '';
  let said = '';
  let settled: Settled | undefined;
  const takeProse = (): string => {
    const taken = prose;
    prose = '';
    return taken;
  };
  const add = (line: string): void => {
    if (region.lines.length === 0 && hasText(target, target.region.startLine - 1))
      for (let blank = 0; blank < gap; blank++) region.push('');
    region.push(line);
    edit.update(() => region.proposal());
  };
  const answer = isText
    ? new TextAnswer(add, /^ {0,3}(?:```|~~~)/.test(targetCode(target).trimStart()))
    : new CodeAnswer({
        line(line) {
          if (line.trim()) indentation ??= missingIndentation(place, line);
          add(indented(line, indentation ?? ''));
        },
        prose(markdown) {
          prose += markdown;
          said += markdown;
        },
      });
  const end = await runTurn(
    deps,
    {
      access,
      purpose: task.purpose,
      question: {
        text: title,
        prompt: text,
        about: aboutTarget(about),
        references: [referenceTo(about), ...references, ...(rules?.references ?? [])],
      },
      messages: [system, { role: 'user', text }],
      maxOutputTokens: budget.outputTokens,
      // An edit wants the likeliest code, not a varied one.
      temperature: 0,
      ...(input.place && { place: input.place }),
      filter: {
        push(delta) {
          answer.push(delta);
          return takeProse();
        },
        end(status) {
          answer.end();
          if (settle && answer.blocks > 0) {
            const isWhole = answer.isClosed || status === 'complete';
            const { lines } = isWhole ? region.complete() : region.proposal();
            settled = settle({ lines, said });
          }
          const notice =
            settled?.notice ??
            (status === 'complete'
              ? noticeAbout(answer, { unchanged: isUnchanged(target, region, settled), settled }, t)
              : undefined);
          if (isText && answer.blocks > 0) prose = t('The text is in `{0}`, as a pending edit.', target.path);
          return { text: takeProse(), ...(notice && { notice }) };
        },
      },
    },
    AbortSignal.any([signal, edit.signal]),
  );
  // The editor itself may have had a reason, which the user should hear.
  if (edit.signal.reason instanceof UserError) throw edit.signal.reason;
  if (answer.blocks === 0 || end.status === 'filtered') await edit.discard();
  else {
    const isWhole = answer.isClosed || end.status === 'complete';
    if (isSection(task) && isWhole && !isBlankAfter(target)) region.push('');
    edit.update(() => {
      if (settled) return proposalOf(target.lines, settled.lines);
      return isWhole ? region.complete() : region.proposal();
    });
    await edit.end(isWhole ? 'complete' : end.status === 'stopped' ? 'stopped' : 'interrupted');
  }
  return end;
}

function promptFor(
  target: CodeTarget,
  task: EditTask,
  around: Surroundings,
  rules: string | undefined,
): string {
  if ('prompt' in task) return task.prompt(around, rules);
  if (task.purpose === 'optimize') return optimizePrompt(target, around, rules);
  if (task.purpose === 'translate') {
    const translate = task.what === 'comments' ? translateCommentsPrompt : translateDocumentPrompt;
    return translate(target, task.language, rules);
  }
  if (task.project !== undefined) {
    const readme = readmeAround(target);
    return readmePrompt({ topic: task.instruction, project: task.project, readme }, rulesSection(rules));
  }
  const write = isBlank(target) ? generatePrompt : rewritePrompt;
  return write(target, task.instruction, around, rules);
}

/** The answer is a text of its own and no code block. */
const isTextTask = (task: EditTask): boolean =>
  isSection(task) || (task.purpose === 'translate' && task.what === 'document');

const isSection = (task: EditTask): boolean => task.purpose === 'generate' && task.project !== undefined;

/** Of a long README the beginning is enough to know its language, its style and its headings. */
const MOST_README_CHARACTERS = 12_000;

const readmeAround = ({ lines }: CodeTarget): string => lines.join('\n').slice(0, MOST_README_CHARACTERS);

const hasText = ({ lines }: CodeTarget, line: number): boolean => (lines[line] ?? '').trim() !== '';

/** Behind the region is a blank line; at its end a file has none. */
const isBlankAfter = ({ lines, region }: CodeTarget): boolean =>
  region.endLine < lines.length && lines[region.endLine]!.trim() === '';

/** An answer that repeats all of the code may be as much longer, in tokens. */
const GROWTH: Partial<Readonly<Record<Purpose, number>>> = { translate: 1.5, fix: 1.1, document: 1.5 };

/** An answer that cannot be whole is not worth its price. */
function requireRoom(target: CodeTarget, growth: number, outputTokens: number, t: Translate): void {
  const needed = Math.ceil(estimateTokens(targetCode(target)) * growth);
  if (needed <= outputTokens) return;
  throw new UserError(
    'selection-too-long',
    t(
      'The answer repeats all of it and would be about {0} tokens, and it may have {1}. Nothing was sent.',
      shortCount(needed),
      shortCount(outputTokens),
    ),
    t('Select a part, or raise the output limit in the settings.'),
    [{ id: 'open-settings', label: t('Open Settings') }],
  );
}

function isUnchanged(
  { lines, region }: CodeTarget,
  streamed: StreamedRegion,
  settled: Settled | undefined,
): boolean {
  const original = settled ? lines : lines.slice(region.startLine, region.endLine);
  const written = settled?.lines ?? streamed.lines;
  return original.length === written.length && original.every((line, index) => line === written[index]);
}

/** The indentation that the first line of the answer should have. */
function depthOf(target: CodeTarget): string {
  const { lines, region, indentation } = target;
  if (!isBlank(target)) return indentationOf(lines.slice(region.startLine, region.endLine));
  const unit = indentation.unit === 'tab' ? '\t' : ' '.repeat(indentation.size);
  return indentationAt(lines, region.startLine, unit);
}

/** Nothing is there to be rewritten: an insertion, or a line of white space. */
const isBlank = ({ lines, region }: CodeTarget): boolean =>
  lines.slice(region.startLine, region.endLine).every((line) => line.trim() === '');

function titleOf(target: CodeTarget, task: EditTask, t: Translate): string {
  if ('title' in task) return task.title;
  if (task.purpose === 'generate')
    return task.project === undefined
      ? task.instruction
      : t('Write a section of the README: {0}', task.instruction);
  if (task.purpose === 'translate')
    return task.what === 'comments'
      ? t('Translate the comments into {0}.', task.language)
      : t('Translate the text into {0}.', task.language);
  return target.taken.by === 'symbol'
    ? t('Optimize {0}.', `\`${target.taken.name}\``)
    : t('Optimize this code.');
}

/** What the user should know about an answer that ended by itself. */
function noticeAbout(
  answer: CodeAnswer | TextAnswer,
  { unchanged, settled }: { readonly unchanged: boolean; readonly settled: Settled | undefined },
  t: Translate,
): Notice | undefined {
  const showAnswer = { id: 'show-answer', label: t('Show the Answer') } as const;
  if (answer.blocks === 0)
    return noticeFor(
      new UserError(
        'no-code-in-answer',
        t('The model answered without code, so nothing was changed.'),
        t('Its answer is in the chat. Say more exactly what you want, or choose another model.'),
        [showAnswer, { id: 'retry', label: t('Try Again') }],
      ),
      t,
    );
  if (unchanged)
    return {
      severity: 'information',
      code: 'INK-EDIT-008',
      what: t('The model left the code as it is.'),
      side: 'provider',
      next: t('What it says about it is in the chat.'),
      actions: [showAnswer],
    };
  if (answer.blocks <= (settled?.blocks ?? 1)) return undefined;
  return {
    severity: 'information',
    code: 'INK-EDIT-007',
    what: t('The answer held {0} code blocks; the first became the edit.', answer.blocks),
    side: 'provider',
    next: t('The others are in the chat.'),
    actions: [showAnswer],
  };
}
