import type { HiddenCount } from '../guard/secretKind.ts';
import type { Purpose } from '../model/chatRequest.ts';
import type { ModelId } from '../model/model.ts';
import type { Picture } from '../model/picture.ts';
import type { Source } from '../model/source.ts';
import type { Usage } from '../model/usage.ts';
import type { Notice } from '../notice.ts';
import type { Money } from '../usage/usageRecord.ts';
import { preferring, subtreeOf } from './branches.ts';
import type { ReceiptPart } from './receipt.ts';

/** A piece of code that went with a question, shown as a chip: `parser.ts:12-40`. Lines start at 1. */
export interface CodeReference {
  readonly label: string;
  /** The document's URI. */
  readonly uri: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A picture that went with a question. */
export interface QuestionPicture {
  /** What it is called. */
  readonly label: string;
  /** A small JPEG of it for the views, in Base64. */
  readonly thumbnail: string;
  /** As the model is sent it; stays in the host. */
  readonly picture?: Picture;
}

export interface Question {
  /** What the transcript shows. */
  readonly text: string;
  /** What the model is sent; it stays in the host and is cut from what a panel gets. */
  readonly prompt?: string;
  /** The place and the code it is about, as Markdown, for later questions to look back on; stays in the host too. */
  readonly about?: string;
  /** Conventions that are sent with this question, and with no later one; they stay in the host too. */
  readonly rules?: string;
  readonly references: readonly CodeReference[];
  readonly pictures?: readonly QuestionPicture[];
  /** Nothing of the chat before it goes along. */
  readonly isAlone?: true;
  /** What went along, with its tokens as they were estimated. */
  readonly sent?: readonly ReceiptPart[];
}

/** `waiting` and `streaming` are running; `length` and `filtered` are ends that the model or provider chose. */
export type AnswerStatus =
  | 'waiting'
  | 'streaming'
  | 'complete'
  | 'length'
  | 'filtered'
  | 'stopped'
  | 'interrupted'
  | 'failed';

export interface AnswerFigures {
  readonly usage: Usage;
  readonly cost?: Money;
  readonly timeToFirstTokenMs?: number;
  /** From the first reasoning to the first text; absent when the model showed none. */
  readonly reasoningMs?: number;
  readonly durationMs: number;
  /** How many it took, when it was more than one; usage, cost and time are those of all. */
  readonly requests?: number;
  /** Nothing was sent: the answer was given to the same request before. */
  readonly fromCache?: true;
}

/** A place where an answer was gone on with, and where it cannot be known whether the parts fit together. */
export interface Seam {
  /** How much of the text was there before, in UTF-16 units. */
  readonly at: number;
}

/** What was found out about a text that an answer has as inline code, or as the target of a link. */
export interface CheckedClaim {
  readonly text: string;
  /** Where it leads; absent when there is nothing. */
  readonly place?: CodeReference;
  /** What there is not: such a file, so many lines in it, such a name. */
  readonly missing?: 'file' | 'line' | 'name';
}

export interface Answer {
  /** Markdown. */
  readonly text: string;
  /** In the order of the text. */
  readonly seams?: readonly Seam[];
  /** The answer as the model wrote it, where `text` is only what an edit left of it; stays in the host. */
  readonly whole?: string;
  readonly reasoning: string;
  /** Secrets that were not sent: the model saw placeholders. */
  readonly hidden?: readonly HiddenCount[];
  /** The pages that it draws on. */
  readonly sources?: readonly Source[];
  /** What it says there is in the code and what was found out about that; the host looks it up when the answer is complete. */
  readonly claims?: readonly CheckedClaim[];
  readonly status: AnswerStatus;
  readonly modelLabel: string;
  /** The model that is to go on with it, should it break off. */
  readonly modelId?: ModelId;
  /** The name of the model that was asked and could not answer, so that this one stepped in. */
  readonly fallbackFor?: string;
  readonly figures?: AnswerFigures;
  /** How many earlier exchanges the model was not told of, since they did not fit into its window. */
  readonly leftOut?: number;
  /** Why it ended, when it did not end well; or why the wait, while a retry is pending. */
  readonly notice?: Notice;
}

/** What the model is told in place of exchanges, which stay in the transcript. */
export interface Compaction {
  /** Markdown; empty when they are left out without a summary. */
  readonly summary: string;
  /** How many it tells of, those of the compaction before included. */
  readonly summarized: number;
  /** How many more it stands for, of which nothing is told. */
  readonly leftOut: number;
  /** The code that went with all of them. */
  readonly references: readonly CodeReference[];
  /** Who wrote the summary. */
  readonly modelLabel: string;
}

export interface Turn {
  readonly id: string;
  /** The turn that it follows; absent at the beginning of the chat. Turns with the same are versions of each other. */
  readonly parentId?: string;
  readonly purpose: Purpose;
  readonly question: Question;
  readonly answer: Answer;
  /** Stands, for the model, for this turn and those before it. */
  readonly compaction?: Compaction;
}

/** A question that was sent while an answer was being written. It becomes the question of a turn with the same id. */
export interface QueuedQuestion {
  readonly id: string;
  readonly question: Question;
}

/** One conversation, with all its branches. What is shown of it is `activePath`. */
export interface SessionState {
  readonly id: string;
  readonly title: string;
  /** ms since 1970 UTC. */
  readonly createdAt: number;
  /** In the order of their beginning, so that each comes after the one that it follows. */
  readonly turns: readonly Turn[];
  /** Turns that are shown in place of a newer one beside them. */
  readonly preferred: readonly string[];
  /** The next one first. */
  readonly queue: readonly QueuedQuestion[];
  readonly isPinned?: true;
  /** The model that was chosen for this chat; absent for the one that is meant for all. */
  readonly modelId?: ModelId;
}

type AnsweringModel = Pick<Answer, 'modelLabel' | 'modelId'>;

export type SessionEvent =
  /** The chat is what it was in another place, such as a file that was imported; its id stays. */
  | { readonly type: 'chat-restored'; readonly session: SessionState }
  /** The turn is shown from now on; if it waited in the queue, it leaves that. One with a known id changes nothing. */
  | { readonly type: 'turn-started'; readonly turn: Turn }
  /** The branch that the turn is on is shown from now on. */
  | { readonly type: 'turn-shown'; readonly turnId: string }
  /** The turn goes, with all that follow it. */
  | { readonly type: 'turn-deleted'; readonly turnId: string }
  | { readonly type: 'turn-compacted'; readonly turnId: string; readonly compaction: Compaction }
  | { readonly type: 'question-queued'; readonly queued: QueuedQuestion }
  | { readonly type: 'queued-question-changed'; readonly queuedId: string; readonly text: string }
  | { readonly type: 'queued-question-removed'; readonly queuedId: string }
  /** An empty title brings back the one that the first question gives. */
  | { readonly type: 'chat-renamed'; readonly title: string }
  | { readonly type: 'chat-pinned'; readonly isPinned: boolean }
  /** Without a model: the one that is meant for all chats. */
  | { readonly type: 'chat-model-chosen'; readonly modelId?: ModelId }
  | ({ readonly type: 'answer-restarted'; readonly turnId: string } & AnsweringModel)
  /** It is gone on with: what arrived stays. */
  | ({ readonly type: 'answer-continued'; readonly turnId: string } & AnsweringModel)
  /** What follows may not go on exactly where the text ends. */
  | { readonly type: 'answer-seam'; readonly turnId: string }
  | { readonly type: 'text-delta'; readonly turnId: string; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly turnId: string; readonly text: string }
  /** Another model answers in place of `fallbackFor`, the one that was asked. */
  | ({
      readonly type: 'answer-taken-over';
      readonly turnId: string;
      readonly fallbackFor: string;
    } & AnsweringModel)
  | { readonly type: 'answer-hidden'; readonly turnId: string; readonly hidden: readonly HiddenCount[] }
  | { readonly type: 'answer-left-out'; readonly turnId: string; readonly leftOut: number }
  | { readonly type: 'answer-sources'; readonly turnId: string; readonly sources: readonly Source[] }
  | { readonly type: 'answer-checked'; readonly turnId: string; readonly claims: readonly CheckedClaim[] }
  | { readonly type: 'answer-waiting'; readonly turnId: string; readonly notice: Notice }
  /** The provider took back what it had said: nobody is to see it again, the model neither. */
  | { readonly type: 'answer-withdrawn'; readonly turnId: string }
  | {
      readonly type: 'answer-finished';
      readonly turnId: string;
      readonly status: Exclude<AnswerStatus, 'waiting' | 'streaming'>;
      readonly whole?: string;
      readonly figures?: AnswerFigures;
      readonly notice?: Notice;
    };

export const isRunning = (status: AnswerStatus): boolean => status === 'waiting' || status === 'streaming';

export function emptySession(id: string, createdAt: number): SessionState {
  return { id, title: '', createdAt, turns: [], preferred: [], queue: [] };
}

/** Whether what such a request brings goes into a file. */
export const isEdit = (purpose: Purpose): boolean => EDITS.has(purpose);

const EDITS: ReadonlySet<Purpose> = new Set(['generate', 'optimize', 'fix', 'test', 'document', 'translate']);

/** Whether an answer ended before its end, with something to go on from. Edits are whole or made anew. */
export function canContinue({ purpose, answer }: Turn): boolean {
  // What a review says of lines is taken out of it, and a part of that would not be.
  const isConversation = !isEdit(purpose) && purpose !== 'review';
  const isCutOff =
    answer.status === 'interrupted' || answer.status === 'stopped' || answer.status === 'length';
  return isConversation && isCutOff && answer.text.trim() !== '';
}

export function newAnswer(modelLabel: string, modelId?: ModelId): Answer {
  return { text: '', reasoning: '', status: 'waiting', modelLabel, ...(modelId && { modelId }) };
}

/** Pure; the same function keeps the host's state and the panel's. An event for an unknown turn changes nothing. */
export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'chat-restored':
      return { ...event.session, id: state.id };
    case 'turn-started':
      return startTurn(state, event.turn);
    case 'turn-shown':
      return state.turns.some(({ id }) => id === event.turnId)
        ? { ...state, preferred: preferring(state, event.turnId) }
        : state;
    case 'turn-deleted':
      return withoutTurn(state, event.turnId);
    case 'turn-compacted':
      return withTurn(state, event.turnId, (turn) => ({ ...turn, compaction: event.compaction }));
    case 'question-queued':
      return isTaken(state, event.queued.id) ? state : { ...state, queue: [...state.queue, event.queued] };
    case 'queued-question-changed':
      return {
        ...state,
        queue: state.queue.map((queued) =>
          queued.id === event.queuedId
            ? { ...queued, question: { ...queued.question, text: event.text } }
            : queued,
        ),
      };
    case 'queued-question-removed':
      return { ...state, queue: state.queue.filter(({ id }) => id !== event.queuedId) };
    case 'chat-renamed':
      return { ...state, title: event.title.trim() || titleOf(state.turns[0]?.question) };
    case 'chat-pinned': {
      const { isPinned: _, ...rest } = state;
      return event.isPinned ? { ...rest, isPinned: true } : rest;
    }
    case 'chat-model-chosen': {
      const { modelId: _, ...rest } = state;
      return event.modelId ? { ...rest, modelId: event.modelId } : rest;
    }
    case 'answer-restarted':
      return withAnswer(state, event.turnId, () => newAnswer(event.modelLabel, event.modelId));
    case 'answer-continued':
      return withAnswer(state, event.turnId, ({ notice: _, claims: __, ...answer }) => ({
        ...answer,
        status: 'waiting',
        modelLabel: event.modelLabel,
        ...(event.modelId && { modelId: event.modelId }),
      }));
    case 'answer-seam':
      return withAnswer(state, event.turnId, (answer) => ({
        ...answer,
        seams: [...(answer.seams ?? []), { at: answer.text.length }],
      }));
    case 'text-delta':
      return withAnswer(state, event.turnId, (answer) => ({
        ...running(answer),
        text: answer.text + event.text,
      }));
    case 'reasoning-delta':
      return withAnswer(state, event.turnId, (answer) => ({
        ...running(answer),
        reasoning: answer.reasoning + event.text,
      }));
    case 'answer-taken-over':
      return withAnswer(state, event.turnId, (answer) => ({
        ...answer,
        modelLabel: event.modelLabel,
        fallbackFor: event.fallbackFor,
        ...(event.modelId && { modelId: event.modelId }),
      }));
    case 'answer-hidden':
      return withAnswer(state, event.turnId, (answer) => ({ ...answer, hidden: event.hidden }));
    case 'answer-left-out':
      return withAnswer(state, event.turnId, (answer) => ({ ...answer, leftOut: event.leftOut }));
    case 'answer-sources':
      return withAnswer(state, event.turnId, (answer) => ({ ...answer, sources: event.sources }));
    case 'answer-checked':
      return withAnswer(state, event.turnId, (answer) => ({ ...answer, claims: event.claims }));
    case 'answer-waiting':
      return withAnswer(state, event.turnId, (answer) => ({
        ...answer,
        status: 'waiting',
        notice: event.notice,
      }));
    case 'answer-withdrawn':
      return withAnswer(
        state,
        event.turnId,
        ({ whole: _, seams: __, sources: ___, claims: ____, ...rest }) => ({
          ...rest,
          text: '',
          reasoning: '',
        }),
      );
    case 'answer-finished':
      return withAnswer(state, event.turnId, (answer) => {
        const { notice: _, ...kept } = answer;
        return {
          ...kept,
          status: event.status,
          ...(event.whole !== undefined && { whole: event.whole }),
          ...(event.figures && { figures: event.figures }),
          ...(event.notice && { notice: event.notice }),
        };
      });
  }
}

function startTurn(state: SessionState, started: Turn): SessionState {
  if (state.turns.some(({ id }) => id === started.id)) return state;
  const { parentId, ...turn } = started;
  const isFollowing = state.turns.some(({ id }) => id === parentId);
  const turns = [...state.turns, isFollowing ? started : turn];
  return {
    ...state,
    title: state.title || titleOf(turn.question),
    turns,
    preferred: preferring({ turns, preferred: state.preferred }, turn.id),
    queue: state.queue.filter(({ id }) => id !== turn.id),
  };
}

function withoutTurn(state: SessionState, turnId: string): SessionState {
  const gone = new Set(subtreeOf(state.turns, turnId).map(({ id }) => id));
  if (gone.size === 0) return state;
  return {
    ...state,
    turns: state.turns.filter(({ id }) => !gone.has(id)),
    preferred: state.preferred.filter((id) => !gone.has(id)),
  };
}

const isTaken = (state: SessionState, id: string): boolean =>
  [...state.turns, ...state.queue].some((each) => each.id === id);

function running(answer: Answer): Answer {
  if (answer.status === 'streaming') return answer;
  const { notice: _, ...kept } = answer;
  return { ...kept, status: 'streaming' };
}

function withAnswer(state: SessionState, turnId: string, change: (answer: Answer) => Answer): SessionState {
  return withTurn(state, turnId, (turn) => ({ ...turn, answer: change(turn.answer) }));
}

function withTurn(state: SessionState, turnId: string, change: (turn: Turn) => Turn): SessionState {
  const index = state.turns.findLastIndex((turn) => turn.id === turnId);
  const turn = state.turns[index];
  if (!turn) return state;
  return { ...state, turns: state.turns.with(index, change(turn)) };
}

const TITLE_CHARACTERS = 60;

function titleOf(question: Question | undefined): string {
  const line = question?.text.trim().split('\n', 1)[0] ?? '';
  return line.length > TITLE_CHARACTERS ? `${line.slice(0, TITLE_CHARACTERS - 1)}…` : line;
}
