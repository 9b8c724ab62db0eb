import { activePath } from '../core/chat/branches.ts';
import {
  type Answer,
  canContinue,
  newAnswer,
  type Question,
  type SessionEvent,
  type SessionState,
} from '../core/chat/session.ts';
import type { BulkService } from '../core/model/bulkService.ts';
import type { AnswerBeginning, ChatMessage, ChatRequest, Purpose } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import { picturesOf } from '../core/model/picturesOf.ts';
import type { Provider } from '../core/model/provider.ts';
import { ProviderError } from '../core/model/providerError.ts';
import type { Source } from '../core/model/source.ts';
import type { FinishReason } from '../core/model/streamEvent.ts';
import type { Notice } from '../core/notice.ts';
import { noticeFor, queuedNotice } from '../core/noticeFor.ts';
import type { Translate } from '../core/text/translate.ts';
import type { TokenCounts } from '../core/usage/tokenCounts.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';
import { figuresOf } from './answerFigures.ts';
import { type RestOfAnswer, restOfAnswer } from './restOfAnswer.ts';
import {
  type EndStatus,
  endOf,
  isNetworkCut,
  isRefusal,
  resumingNotice,
  retryNotice,
  statusOf,
  withContinue,
  withFallback,
} from './turnEnds.ts';

/** A model and the way to it. */
export interface ModelAccess {
  readonly model: Model;
  readonly provider: Provider;
  /** As the user's setting says; the provider's default when absent. */
  readonly reasoning?: 'on' | 'off';
  /** The provider may search the web for an answer. */
  readonly webSearch?: true;
  /** The first of the user's fallbacks that may answer in its place. */
  readonly fallback?: Model;
  /** Whether the provider goes on with an answer that broke off at its very end and by itself. */
  resumes(): Promise<boolean>;
  /** Called when the provider has refused to go on: nobody asks it to again. */
  readonly refusedToResume?: () => void;
  /** The provider answers single requests in its own time too. */
  readonly defers?: true;
  /** Where the provider answers many requests in its own time. */
  readonly bulk?: BulkService;
}

/** A conversation that is being written. */
export interface Transcript {
  readonly state: SessionState;
  dispatch(event: SessionEvent): void;
}

export interface TurnDeps {
  readonly transcript: Transcript;
  /** The usage record of a request that has ended. */
  readonly usageOf: (requestId: string) => UsageRecord | undefined;
  readonly newId: () => string;
  /** Told of an error that the transcript shows as a notice; the log has room for all of it. */
  readonly onError: (error: unknown) => void;
  /** Runs something later; returns what calls it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly t: Translate;
  /** Told what providers count. */
  readonly counts: TokenCounts;
}

/** The place of a new turn in a conversation. */
export interface TurnPlace {
  /** A new one when absent. */
  readonly id?: string;
  /** The turn that it follows; it begins the conversation when absent. */
  readonly parentId?: string;
}

export interface TurnInput {
  readonly access: ModelAccess;
  readonly purpose: Purpose;
  readonly question: Question;
  readonly messages: readonly ChatMessage[];
  /** How many earlier exchanges are not part of them, since they do not fit; none when absent. */
  readonly leftOut?: number;
  /** Earlier questions that are part of the messages; none when absent. */
  readonly earlier?: readonly Question[];
  /** URIs of documents whose text the messages hold, besides those that the questions refer to. */
  readonly documents?: readonly string[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  /** Where a new turn goes; after the last one that is shown when absent. */
  readonly place?: TurnPlace;
  /** A turn whose answer is begun anew, or gone on with; a new turn when absent. */
  readonly turnId?: string;
  /** Asked before, and to be answered by the model, not from what is known. */
  readonly isRepeated?: true;
  /** The turn's answer as it is, to go on with; the turn is answered anew when absent. */
  readonly continues?: Answer;
  /** What the question is to be answered from, and from nothing else. */
  readonly sources?: readonly Source[];
  /** What the user should know of an answer that ends well. */
  readonly notice?: Notice;
  /** Takes something out of the answer on its way to the transcript, which shows all of it when absent. */
  readonly filter?: AnswerFilter;
}

/** Reads an answer as it comes and says what of it the transcript shows. */
export interface AnswerFilter {
  push(delta: string): string;
  /** Called once, at whatever end: the rest of the text, and what the user should know about the answer. */
  end(status: EndStatus): { readonly text: string; readonly notice?: Notice };
}

const SHOW_ALL: AnswerFilter = { push: (delta) => delta, end: () => ({ text: '' }) };

export interface TurnEnd {
  readonly turnId: string;
  readonly status: EndStatus;
  /** Set unless the answer is complete or was stopped by the user. */
  readonly notice?: Notice;
}

/** So long an answer that is gone on with may be held back to see whether it repeats what is there. */
const HOLD_MS = 1500;

/**
 * Asks the model and writes the answer into the transcript as it comes. What the network cuts is gone on with once,
 * where the provider does so exactly; what the user wants gone on with is asked for in words where the provider refuses
 * to. Never throws: the end says what happened.
 */
export async function runTurn(deps: TurnDeps, input: TurnInput, signal: AbortSignal): Promise<TurnEnd> {
  const { transcript, t } = deps;
  const { access, purpose, question, continues, filter = SHOW_ALL } = input;
  const { id: modelId, label: modelLabel } = access.model;
  const place = input.place ?? placeAtEnd(transcript.state);
  const turnId = input.turnId ?? place.id ?? deps.newId();
  const requestIds: string[] = [];
  transcript.dispatch(
    continues
      ? { type: 'answer-continued', turnId, modelId, modelLabel: labelsOf(continues, modelLabel) }
      : input.turnId
        ? { type: 'answer-restarted', turnId, modelId, modelLabel }
        : {
            type: 'turn-started',
            turn: { ...place, id: turnId, purpose, question, answer: newAnswer(modelLabel, modelId) },
          },
  );
  if (input.sources) transcript.dispatch({ type: 'answer-sources', turnId, sources: input.sources });
  if (input.leftOut) transcript.dispatch({ type: 'answer-left-out', turnId, leftOut: input.leftOut });
  let reasoningSince: number | undefined;
  let reasoningMs = continues?.figures?.reasoningMs;
  let whole = continues?.text ?? '';
  let reasoning = continues?.reasoning ?? '';
  let isWithdrawn = false;
  let rest: RestOfAnswer | undefined;
  let isSeamKnown = false;
  /** Text alone can be gone on with exactly, and only by who began it. */
  let canResume = true;
  /** The cut that was bridged. */
  let cut: ProviderError | undefined;

  const show = (text: string): void => {
    if (text && !isWithdrawn) transcript.dispatch({ type: 'text-delta', turnId, text });
  };
  const add = (text: string): void => {
    if (text === '') return;
    if (rest?.splice.join === 'unknown' && !isSeamKnown) {
      // Code with a doubtful join is worth less than code that is known to be cut.
      if (input.filter && cut) throw cut;
      isSeamKnown = true;
      transcript.dispatch({ type: 'answer-seam', turnId });
    }
    whole += text;
    show(filter.push(text));
  };
  /** What a provider’s filter takes back leaves the screen, the history and every later prompt. */
  const withdraw = (notice: Notice): Notice => {
    isWithdrawn = true;
    if (!whole && reasoningSince === undefined) return notice;
    transcript.dispatch({ type: 'answer-withdrawn', turnId });
    return {
      ...notice,
      what: t('The provider’s content filter withdrew this answer, so its text was removed.'),
    };
  };
  const finish = (status: EndStatus, reason?: Notice): TurnEnd => {
    const end = filter.end(status);
    show(end.text);
    const answer = { ...newAnswer(modelLabel), text: isWithdrawn ? '' : whole, status };
    const isContinuable = canContinue({ id: turnId, purpose, question, answer });
    const said = reason ?? end.notice ?? (status === 'complete' ? input.notice : undefined);
    const notice = said && isContinuable ? withContinue(said, t) : said;
    const records = requestIds.map(deps.usageOf).filter((record) => record !== undefined);
    const figures = figuresOf(records, reasoningMs, continues?.figures);
    transcript.dispatch({
      type: 'answer-finished',
      turnId,
      status,
      ...(input.filter && !isWithdrawn && { whole }),
      ...(figures && { figures }),
      ...(notice && { notice }),
    });
    return { turnId, status, ...(notice && { notice }) };
  };

  async function read(): Promise<FinishReason> {
    const id = deps.newId();
    requestIds.push(id);
    const splice = rest?.splice;
    let callOff: (() => void) | undefined;
    let isNewThought = reasoning !== '';
    try {
      const request: ChatRequest = {
        id,
        purpose,
        model: access.model,
        ...(rest?.request ?? { messages: input.messages }),
        conversation: { id: transcript.state.id, turn: turnId },
        maxOutputTokens: input.maxOutputTokens,
        documents: [
          ...new Set([
            ...documentsOf([...(input.earlier ?? []), question], input.sources),
            ...(input.documents ?? []),
          ]),
        ],
        ...(input.temperature !== undefined && { temperature: input.temperature }),
        ...(access.reasoning && { reasoning: access.reasoning }),
        ...(access.webSearch && purpose === 'chat' && !input.sources && { webSearch: true }),
        ...(input.isRepeated && { fresh: true }),
      };
      // What a search adds and what a picture is are counted too, a placeholder is shorter, and another model counts otherwise.
      let isAsWritten = !rest && !request.webSearch && picturesOf(request.messages).length === 0;
      for await (const event of access.provider.stream(request, signal)) {
        if (event.type === 'text-delta') {
          if (reasoningSince !== undefined) reasoningMs ??= performance.now() - reasoningSince;
          if (splice) callOff ??= deps.after(HOLD_MS, () => add(splice.hurry()));
          add(splice ? splice.push(event.text) : event.text);
        } else if (event.type === 'reasoning-delta') {
          reasoningSince ??= performance.now();
          const text = isNewThought ? `\n\n${event.text}` : event.text;
          isNewThought = false;
          reasoning += text;
          transcript.dispatch({ type: 'reasoning-delta', turnId, text });
        } else if (event.type === 'retrying')
          transcript.dispatch({ type: 'answer-waiting', turnId, notice: retryNotice(event, access, t) });
        else if (event.type === 'fell-back') {
          canResume = false;
          isAsWritten = false;
          transcript.dispatch({
            type: 'answer-taken-over',
            turnId,
            modelLabel: event.label,
            modelId: event.modelId,
            fallbackFor: access.model.label,
          });
        } else if (event.type === 'queued')
          transcript.dispatch({
            type: 'answer-waiting',
            turnId,
            notice: queuedNotice(event, event.label ?? access.model.label, t),
          });
        else if (event.type === 'tool-call-start') canResume = false;
        else if (event.type === 'hidden') {
          isAsWritten = false;
          transcript.dispatch({ type: 'answer-hidden', turnId, hidden: event.hidden });
        } else if (event.type === 'sources')
          transcript.dispatch({ type: 'answer-sources', turnId, sources: event.sources });
        else if (event.type === 'finish') {
          const { usage } = event;
          if (isAsWritten && usage && !usage.estimated && !event.fromCache)
            deps.counts.learn(request, { text: whole, reasoning, usage });
          return event.reason;
        }
      }
      return 'unknown';
    } finally {
      callOff?.();
      add(splice?.end() ?? '');
    }
  }

  function resume(after: ProviderError): void {
    cut = after;
    const beginning: AnswerBeginning = { text: whole, reasoning };
    rest = restOfAnswer(input.messages, beginning, true);
    isSeamKnown = false;
    transcript.dispatch({ type: 'answer-waiting', turnId, notice: resumingNotice(after, t) });
  }

  for (;;) {
    try {
      if (continues) rest ??= restOfAnswer(input.messages, continues, await access.resumes());
      const reason = await read();
      const [status, notice] = endOf(reason, access, t);
      return finish(status, notice && reason === 'content-filter' ? withdraw(notice) : notice);
    } catch (error) {
      if (signal.aborted) return finish('stopped');
      if (error !== cut) deps.onError(error);
      if (rest?.request.continues && isRefusal(error)) {
        access.refusedToResume?.();
        canResume = false;
        if (continues && !cut) {
          rest = restOfAnswer(input.messages, continues, false);
          continue;
        }
      }
      if (!cut && canResume && whole.trim() && isNetworkCut(error) && (await access.resumes())) {
        resume(error);
        continue;
      }
      const status = statusOf(error);
      // What had arrived before is still there to be gone on with.
      if (status === 'failed' && (rest ?? continues))
        return finish('interrupted', noticeFor(cut ?? error, t));
      const isFiltered = error instanceof ProviderError && error.kind === 'content-filter';
      const notice = noticeFor(error, t);
      return finish(status, isFiltered ? withdraw(notice) : withFallback(notice, error, access.fallback, t));
    }
  }
}

/** After the last turn that is shown. */
export function placeAtEnd(session: SessionState): TurnPlace {
  const last = activePath(session).at(-1);
  return last ? { parentId: last.id } : {};
}

const documentsOf = (questions: readonly Question[], sources: readonly Source[] = []): readonly string[] => [
  ...new Set([
    ...questions.flatMap(({ references }) => references.map(({ uri }) => uri)),
    ...sources.map(({ url }) => url),
  ]),
];

/** Who wrote it, in the order of the text. */
function labelsOf({ modelLabel }: Answer, next: string): string {
  return modelLabel === next || modelLabel.endsWith(` → ${next}`) ? modelLabel : `${modelLabel} → ${next}`;
}
