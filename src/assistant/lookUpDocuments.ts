import type { Question } from '../core/chat/session.ts';
import { withoutDocsMention } from '../core/documents/docsMention.ts';
import type { DocumentCounts } from '../core/documents/documentRecord.ts';
import type { DocumentSearch, FoundPassage } from '../core/documents/documentSearch.ts';
import type { Source } from '../core/model/source.ts';
import type { Notice } from '../core/notice.ts';
import { noticeFor } from '../core/noticeFor.ts';
import type { Translate } from '../core/text/translate.ts';
import { estimateTokens } from '../core/usage/estimateTokens.ts';
import { asAsked } from './history.ts';
import { documentsPrompt, markedPassage, passageMark } from './prompts/documentsPrompt.ts';
import type { TurnDeps, TurnEnd } from './turn.ts';
import type { EndStatus } from './turnEnds.ts';

/** What a question is to be answered from. */
export interface LookedUp {
  readonly prompt: string;
  readonly sources: readonly Source[];
  /** What of the documents was not searched, when that is news. */
  readonly notice?: Notice;
}

/**
 * Searches the documents for a turn that has begun. When nothing in them is about the question the turn ends with a
 * notice, and nothing is sent. Never throws: the end says what happened.
 */
export async function lookUpDocuments(
  deps: TurnDeps & { readonly documents: DocumentSearch },
  input: {
    readonly question: Question;
    readonly turnId: string;
    /** What the passages may take. */
    readonly maxTokens: number;
  },
  signal: AbortSignal,
): Promise<LookedUp | { readonly end: TurnEnd }> {
  const { transcript, t } = deps;
  const { question, turnId } = input;
  const wait = (what: string): void =>
    transcript.dispatch({ type: 'answer-waiting', turnId, notice: information(what) });
  const end = (status: EndStatus, notice?: Notice): { readonly end: TurnEnd } => {
    const told = notice ? { notice } : {};
    transcript.dispatch({ type: 'answer-finished', turnId, status, ...told });
    return { end: { turnId, status, ...told } };
  };
  wait(t('Looking through the documents…'));
  try {
    const { passages, counts, isNews } = await deps.documents.search(
      withoutDocsMention(question.text),
      (done, total) => wait(t('Reading the documents: {0} of {1}', done, total)),
      signal,
    );
    if (passages.length === 0) return end('complete', nothingFound(counts, t));
    const best = bestThatFit(passages, input.maxTokens);
    return {
      prompt: documentsPrompt(withoutDocsMention(question.prompt ?? asAsked(question)), best),
      sources: best.map(sourceOf),
      ...(isNews && { notice: information(leftOutText(counts, t), t('Everything else was searched.')) }),
    };
  } catch (error) {
    if (signal.aborted) return end('stopped');
    deps.onError(error);
    const isBegun = transcript.state.turns.find(({ id }) => id === turnId)?.answer.text.trim();
    return end(isBegun ? 'interrupted' : 'failed', noticeFor(error, t));
  }
}

function bestThatFit(passages: readonly FoundPassage[], tokens: number): readonly FoundPassage[] {
  let left = tokens;
  const fitting = passages.filter((passage, index) => {
    const needed = estimateTokens(markedPassage(passage, index));
    if (needed > left) return false;
    left -= needed;
    return true;
  });
  // Into the smallest windows not even one fits, as the provider will say.
  return fitting.length > 0 ? fitting : passages.slice(0, 1);
}

const sourceOf = ({ path, uri, line, headings }: FoundPassage, index: number): Source => ({
  title: headings.join(' › ') || path,
  url: uri,
  mark: passageMark(index),
  site: `${path}:${line}`,
  line,
});

function nothingFound(counts: DocumentCounts, t: Translate): Notice {
  const { searched } = counts;
  const openSettings = { id: 'open-settings', label: t('Open Settings') } as const;
  if (searched === 0)
    return {
      ...information(
        [t('There are no documents to search. Nothing was sent.'), leftOutText(counts, t)].join(' ').trim(),
        t('Open a folder with documents, or choose folders in the settings.'),
      ),
      actions: [openSettings],
    };
  return {
    ...information(
      [
        searched === 1
          ? t('The one document says nothing about this. Nothing was sent.')
          : t('Nothing about this was found in {0} documents. Nothing was sent.', searched),
        leftOutText(counts, t),
      ]
        .join(' ')
        .trim(),
      t('Ask in other words or in the language of the documents, or choose more folders in the settings.'),
    ),
    actions: [openSettings],
  };
}

/** Empty when everything was searched. */
function leftOutText({ leftOut }: DocumentCounts, t: Translate): string {
  const reasons: readonly (readonly [number | undefined, string])[] = [
    [leftOut['index-full'], t('the index has reached its limit (inkstone.docsMegabytes)')],
    [leftOut['too-large'], t('larger than 2 MB')],
    [leftOut.binary, t('not text')],
    [leftOut.outside, t('links that lead out of the folders')],
    [leftOut.unreadable, t('not readable')],
  ];
  const told = reasons.filter(([count]) => count).map(([count, why]) => `${count} (${why})`);
  return told.length > 0 ? t('Documents that were left out: {0}.', told.join(', ')) : '';
}

const information = (what: string, next = ''): Notice => ({
  severity: 'information',
  code: '',
  what,
  side: 'user',
  next,
  actions: [],
});
