import { activePath } from '../../src/core/chat/branches.ts';
import { isRunning } from '../../src/core/chat/session.ts';
import { translator } from '../../src/core/text/translate.ts';
import type { PanelIntent } from '../../src/protocol/panelMessages.ts';
import type { CodeHighlighter } from '../code/codeHighlighter.ts';
import { createButton } from '../dom/button.ts';
import { element } from '../dom/element.ts';
import type { MarkdownParser } from '../markdown/markdownParser.ts';
import type { Typeset } from '../markdown/typesetter.ts';
import { createFigures } from '../text/figures.ts';
import { createComposer } from './composer.ts';
import { createLiveRegion } from './liveRegion.ts';
import type { PanelState } from './panelState.ts';
import { createScrollKeeper } from './scrollKeeper.ts';
import { createTitleStrip } from './titleStrip.ts';
import { createTranscriptView } from './transcriptView.ts';
import type { ViewMemory } from './viewMemory.ts';
import { createWelcome } from './welcome.ts';

export interface ChatPageDeps {
  readonly send: (intent: PanelIntent) => void;
  readonly keep: (memory: ViewMemory) => void;
  readonly parser: MarkdownParser;
  readonly highlighter: CodeHighlighter;
  readonly typeset: Typeset;
  /** A clock in ms. */
  readonly now: () => number;
}

/** The whole chat view in one language. */
export interface ChatPage {
  readonly elements: readonly HTMLElement[];
  update(state: PanelState): void;
  /** Shows more of the answers until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
  compose(text: string): void;
  focusComposer(): void;
}

export function createChatPage(deps: ChatPageDeps, first: PanelState, kept: ViewMemory): ChatPage {
  const { send, now } = deps;
  const t = translator(first.texts);
  let memory = kept;
  let shown: PanelState | undefined;
  let isRestoring = false;
  let keptPlace: number | undefined;

  function remember(change: Partial<ViewMemory>): void {
    memory = { ...memory, ...change };
    deps.keep(memory);
  }

  const liveRegion = createLiveRegion(now);
  const strip = createTitleStrip({
    t,
    selectModel: () => send({ type: 'select-model' }),
    newChat: () => send({ type: 'new-chat' }),
    openChat: (chatId) => send({ type: 'open-chat', chatId }),
  });
  const transcript = createTranscriptView({
    ...deps,
    t,
    figures: createFigures(first.language),
    say: liveRegion.say,
    unsay: liveRegion.unsay,
  });
  const welcome = createWelcome({
    t,
    addKey: () => send({ type: 'add-key' }),
    useLocalModel: () => send({ type: 'use-local-model' }),
    openWalkthrough: () => send({ type: 'open-walkthrough' }),
  });
  const composer = createComposer(
    {
      t,
      now,
      send(text) {
        send({ type: 'send', text });
      },
      stop: () => send({ type: 'stop' }),
      keepDraft: (draft) => remember({ draft }),
    },
    memory.draft,
  );
  const toEnd = createButton({
    label: t('Jump to latest'),
    icon: 'arrowDown',
    look: 'secondary',
    onClick: jump,
  });
  toEnd.classList.add('jump');
  const content = element('div', { class: 'scroll-content' }, transcript.element, welcome.element);
  const scroller = element(
    'div',
    // Announced by the live region, sentence by sentence: every added word would be too much.
    { class: 'scroller', role: 'log', 'aria-label': t('Chat'), 'aria-live': 'off', tabindex: 0 },
    content,
  );
  const scroll = createScrollKeeper(scroller, content, (isAtEnd) => {
    if (toEnd.hidden !== isAtEnd) toEnd.hidden = isAtEnd;
    if (shown && !isRestoring) rememberScroll(shown.session.id);
  });
  toEnd.hidden = true;

  function jump(): void {
    scroll.toEnd();
    composer.focus();
  }

  function rememberScroll(sessionId: string): void {
    const { scrollTop: before, ...rest } = memory;
    const scrollTop = scroll.position();
    if (scrollTop === before && sessionId === memory.sessionId) return;
    memory = { ...rest, sessionId, ...(scrollTop !== undefined && { scrollTop }) };
    deps.keep(memory);
  }

  function update(next: PanelState): void {
    const { session, status } = next;
    if (session !== shown?.session) transcript.update(activePath(session));
    if (!shown || differsAround(shown, next)) updateAround(next);
    if (session.id !== shown?.session.id) showFromKeptPlace(session.id);
    else if (session.turns.length > shown.session.turns.length) scroll.toEnd();
    shown = next;
    composer.update({
      hasModel: status.modelLabel !== '',
      isRunning: status.isRunning || session.turns.some((turn) => isRunning(turn.answer.status)),
    });
  }

  /** What surrounds the transcript. */
  function updateAround({ session, status }: PanelState): void {
    const hasModel = status.modelLabel !== '';
    const isEmpty = session.turns.length === 0;
    strip.update({ title: session.title, chatId: session.id, status });
    content.classList.toggle('is-empty', isEmpty);
    welcome.element.hidden = !isEmpty && hasModel;
    welcome.update(hasModel);
  }

  /** The kept place may lie in what has not been shown yet: it is gone to again when all is. */
  function showFromKeptPlace(sessionId: string): void {
    isRestoring = true;
    keptPlace = memory.sessionId === sessionId ? memory.scrollTop : undefined;
    scroll.restore(keptPlace);
  }

  function work(deadline: number): boolean {
    const hasMore = transcript.work(deadline);
    scroll.follow();
    if (!hasMore && isRestoring) {
      scroll.restore(keptPlace);
      isRestoring = false;
    }
    return hasMore;
  }

  update(first);
  return {
    elements: [
      strip.element,
      element('main', { class: 'chat' }, scroller, toEnd),
      composer.element,
      liveRegion.element,
    ],
    update,
    work,
    compose: composer.add,
    focusComposer: composer.focus,
  };
}

function differsAround(before: PanelState, after: PanelState): boolean {
  return (
    before.status !== after.status ||
    before.session.id !== after.session.id ||
    before.session.title !== after.session.title ||
    before.session.turns.length !== after.session.turns.length
  );
}
