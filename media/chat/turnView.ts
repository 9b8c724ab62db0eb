import { type Answer, canContinue, isRunning, type Turn } from '../../src/core/chat/session.ts';
import type { Source } from '../../src/core/model/source.ts';
import { readableTarget } from '../../src/core/text/placeInFile.ts';
import { createButton, relabel } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import { createMarkdownView, type MarkdownViewDeps } from '../markdown/markdownView.ts';
import type { Figures } from '../text/figures.ts';
import { answerEnd, answerFacts, claimsText } from './answerFacts.ts';
import { compactionText, createCompactionView, leftOutText } from './compactionView.ts';
import { createNoticeView } from './noticeView.ts';
import { createQuestionView, type QuestionView, type QuestionViewDeps } from './questionView.ts';
import { createReasoningView } from './reasoningView.ts';
import { createSeamView, seamText } from './seamView.ts';
import { createSourcesView } from './sourcesView.ts';
import { createAnswerSpeech } from './spokenText.ts';
import { createTurnClock, isReasoning } from './turnClock.ts';
import { estimateTurnHeight } from './turnHeight.ts';

export interface TurnViewDeps
  extends QuestionViewDeps,
    Pick<MarkdownViewDeps, 'parser' | 'highlighter' | 'typeset' | 'now'> {
  readonly figures: Figures;
  /** Reads sentences out. */
  readonly say: (sentences: readonly string[]) => void;
  readonly unsay: () => void;
}

/** A question with its answer. */
export interface TurnView extends Pick<QuestionView, 'setVersions' | 'focusVersion'> {
  readonly element: HTMLElement;
  /** `added` is what the answer's text has more than before, where that is known. */
  update(turn: Turn, added?: string): void;
  /** Shows more of the answer until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
  /** Brings what counts seconds up to date. */
  tick(): void;
  /** A turn above the last one is laid out only when it comes into view. */
  setEarlier(isEarlier: boolean): void;
}

/** Sentences are looked for no more often than this; listening is slower anyway. */
const SPEECH_INTERVAL_MS = 500;

export function createTurnView(deps: TurnViewDeps, initial: Turn): TurnView {
  const { t, figures, send } = deps;
  const turnId = initial.id;
  let turn = initial;
  const clock = createTurnClock(deps.now);
  const reasoning = createReasoningView(deps);
  const openClaim = (index: number): void => send({ type: 'open-claim', turnId, index });
  const openLink = (href: string): void => {
    const target = readableTarget(href);
    const index = turn.answer.claims?.findIndex(({ text, place }) => place && text === target) ?? -1;
    if (index >= 0) openClaim(index);
    else send({ type: 'open-link', href: href.slice(0, 2000) });
  };
  const openSource = ({ url, line }: Source, index: number): void =>
    line === undefined ? openLink(url) : send({ type: 'open-passage', turnId, index });
  const markdown = createMarkdownView({
    ...deps,
    createSeam: (after) => createSeamView(t, after),
    useCode: (use, line) => send({ type: use, turnId, line }),
    openLink,
    openSource,
    openClaim,
  });
  const waitingText = element('span');
  const waiting = element('div', { class: 'waiting' }, element('span', { class: 'spinner' }), waitingText);
  const sourcesPlace = element('div');
  const leftOutNote = element('p', { class: 'left-out', role: 'note', hidden: true });
  const noticePlace = element('div', { class: 'notice-place' });
  const compactionPlace = element('div');
  const goOn = createButton({
    label: t('Continue'),
    icon: 'goOn',
    look: 'secondary',
    onClick() {
      send({ type: 'continue', turnId });
      // The button goes away; who works with the keyboard stays at the answer.
      answer.focus();
    },
  });
  goOn.classList.add('go-on', 'writes');
  const foot = createFoot(deps, turnId);
  const answer = element(
    'div',
    { class: 'answer', role: 'group', 'aria-label': t('Answer'), tabindex: -1 },
    leftOutNote,
    reasoning.element,
    markdown.element,
    sourcesPlace,
    waiting,
    noticePlace,
    goOn,
    foot.element,
  );
  const question = createQuestionView(deps, initial);
  const root = element(
    'article',
    { class: 'turn', 'aria-label': t('Question and answer'), tabindex: -1 },
    question.element,
    answer,
    compactionPlace,
  );
  let speech = createAnswerSpeech({ t, languageLabel: deps.highlighter.label });
  let isSpoken = false;
  let hasEndToSay = false;
  let saidAt = Number.NEGATIVE_INFINITY;
  let notice: Answer['notice'];
  let sources: Answer['sources'];
  let claims: Answer['claims'];
  let compaction: Turn['compaction'];
  let leftOut: Answer['leftOut'];

  function update(next: Turn, added?: string): void {
    const before = turn.answer;
    turn = next;
    const { status, text } = turn.answer;
    // It was withdrawn, or is asked for anew.
    if (before.text !== '' && text === '') deps.unsay();
    clock.see(turn.answer);
    if (!isRunning(before.status) && isRunning(status)) {
      speech = createAnswerSpeech({ t, languageLabel: deps.highlighter.label });
    }
    isSpoken ||= isRunning(status);
    const { seams = [] } = turn.answer;
    markdown.setSource(
      text,
      !isRunning(status),
      seams.map(({ at }) => at),
      before.text.length + (added?.length ?? 0) === text.length ? added : undefined,
    );
    if (seams.length > (before.seams?.length ?? 0) && isSpoken) deps.say([seamText(t, '')]);
    if (turn.answer.notice !== notice) showNotice(turn.answer.notice);
    if (turn.answer.sources !== sources) showSources(turn.answer.sources);
    if (turn.answer.claims !== claims) showClaims(turn.answer.claims);
    if (turn.answer.leftOut !== leftOut) showLeftOut(turn.answer.leftOut);
    if (turn.compaction !== compaction) showCompaction(turn.compaction);
    hasEndToSay ||= isRunning(before.status) && !isRunning(status);
    root.dataset.status = status;
    // A notice has a button of its own for it.
    goOn.hidden = !canContinue(turn) || (notice?.actions.some(({ id }) => id === 'continue') ?? false);
    foot.update(turn.answer);
    tick();
  }

  function showSources(next: Answer['sources']): void {
    sources = next;
    markdown.setSources(next ?? []);
    sourcesPlace.replaceChildren(...(next?.length ? [createSourcesView({ t, openSource }, next)] : []));
  }

  function showClaims(next: Answer['claims']): void {
    const isNew = turn !== initial;
    claims = next;
    markdown.setClaims(next ?? []);
    if (next && isNew) deps.say([claimsText(next, t)]);
  }

  function showLeftOut(next: Answer['leftOut']): void {
    leftOut = next;
    leftOutNote.hidden = !next;
    setText(leftOutNote, next ? leftOutText(t, next) : '');
    leftOutNote.title = next ? t('They do not fit into the window of {0}.', turn.answer.modelLabel) : '';
  }

  function showCompaction(next: Turn['compaction']): void {
    const isNew = turn !== initial;
    compaction = next;
    compactionPlace.replaceChildren(...(next ? [createCompactionView(t, next)] : []));
    if (next && isNew) deps.say([compactionText(t, next)]);
  }

  function showNotice(next: Answer['notice']): void {
    notice = next;
    const act = (action: string): void => send({ type: 'notice-action', turnId, action });
    const explain = (code: string): void => send({ type: 'explain-code', code });
    noticePlace.replaceChildren(...(next ? [createNoticeView({ t, act, explain }, next)] : []));
    if (next && isSpoken) deps.say([next.what, next.next].filter(Boolean));
  }

  function sayNewText(): void {
    if (!isSpoken || (!hasEndToSay && deps.now() - saidAt < SPEECH_INTERVAL_MS)) return;
    saidAt = deps.now();
    const { blocks, frozenCount } = markdown.shown();
    deps.say(speech.read(blocks, frozenCount));
  }

  function sayEnd(): void {
    const end = answerEnd(turn.answer, t);
    deps.say([
      end ? t('The answer ended: {0}.', end) : t('End of the answer.'),
      ...(canContinue(turn) ? [t('You can continue it.')] : []),
    ]);
    isSpoken = false;
    hasEndToSay = false;
  }

  function tick(): void {
    const times = clock.times(turn.answer);
    const isThinking = isReasoning(turn.answer);
    if (turn.answer.reasoning !== '' || !reasoning.element.hidden) {
      reasoning.update({
        text: turn.answer.reasoning,
        isGoingOn: isThinking,
        ...(times.reasoningMs !== undefined && { tookMs: times.reasoningMs }),
      });
    }
    waiting.hidden = turn.answer.status !== 'waiting';
    if (!waiting.hidden) {
      setText(
        waitingText,
        t('Waiting for {0}… {1}', turn.answer.modelLabel, figures.wholeSeconds(times.waitedMs)),
      );
    }
  }

  update(initial);
  return {
    element: root,
    setVersions: question.setVersions,
    focusVersion: question.focusVersion,
    update,
    tick,
    work(deadline) {
      const hasMore = markdown.work(deadline);
      sayNewText();
      if (!hasMore && hasEndToSay) sayEnd();
      return hasMore;
    },
    setEarlier(isEarlier) {
      root.classList.toggle('earlier', isEarlier);
      if (isEarlier)
        root.style.setProperty('contain-intrinsic-block-size', `auto ${estimateTurnHeight(turn)}px`);
    },
  };
}

interface Foot {
  readonly element: HTMLElement;
  update(answer: Answer): void;
}

const CONFIRMATION_MS = 1600;

function createFoot({ t, figures, send }: TurnViewDeps, turnId: string): Foot {
  const facts = element('ul', { class: 'facts', 'aria-label': t('About the answer') });
  const copy = createButton({
    label: t('Copy Answer'),
    icon: 'copy',
    look: 'icon',
    onClick() {
      send({ type: 'copy-answer', turnId });
      relabel(copy, t('Copied'), 'check');
      setTimeout(() => relabel(copy, t('Copy Answer'), 'copy'), CONFIRMATION_MS);
    },
  });
  const apply = createButton({
    label: t('Apply to All Files…'),
    icon: 'apply',
    look: 'icon',
    onClick: () => send({ type: 'apply-answer', turnId }),
  });
  const retry = createButton({
    label: t('Ask Again'),
    icon: 'retry',
    look: 'icon',
    onClick: () => send({ type: 'retry', turnId }),
  });
  retry.classList.add('writes');
  const root = element(
    'footer',
    { class: 'foot' },
    facts,
    element('span', { class: 'foot-actions' }, copy, apply, retry),
  );
  return {
    element: root,
    update(answer) {
      root.hidden = isRunning(answer.status);
      if (root.hidden) return;
      copy.hidden = answer.text === '';
      apply.hidden = !hasSeveralFiles(answer.text);
      const end = answerEnd(answer, t);
      facts.replaceChildren(
        ...(end ? [element('li', { class: 'end' }, end)] : []),
        ...answerFacts(answer, figures, t).map(({ text, hint }) => element('li', { title: hint }, text)),
      );
    },
  };
}

/** Several code blocks, or a diff of several files; whether they name them, the host finds out. */
const hasSeveralFiles = (answer: string): boolean =>
  (answer.match(/^[ >]*(?:`{3,}|~{3,})\S/gm)?.length ?? 0) > 1 ||
  (answer.match(/^\+\+\+ \S/gm)?.length ?? 0) > 1;
