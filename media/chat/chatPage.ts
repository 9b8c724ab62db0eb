import { type ContextUse, withQuestion } from '../../src/core/chat/contextUse.ts';
import type { Offer } from '../../src/core/chat/receipt.ts';
import { isRunning, type SessionState } from '../../src/core/chat/session.ts';
import { translator } from '../../src/core/text/translate.ts';
import { textShares } from '../../src/core/usage/estimateTokens.ts';
import { weighShares } from '../../src/core/usage/promptShares.ts';
import type { PanelIntent } from '../../src/protocol/panelMessages.ts';
import type { CodeHighlighter } from '../code/codeHighlighter.ts';
import { createButton } from '../dom/button.ts';
import { element } from '../dom/element.ts';
import type { MarkdownParser } from '../markdown/markdownParser.ts';
import type { Typeset } from '../markdown/typesetter.ts';
import { createFigures } from '../text/figures.ts';
import { createBranchTree } from './branchTree.ts';
import { createComposer } from './composer.ts';
import { createContextMeter } from './contextMeter.ts';
import type { AddedText } from './freshText.ts';
import { createLiveRegion } from './liveRegion.ts';
import type { PanelState } from './panelState.ts';
import type { Drafts } from './questionView.ts';
import { createQueueView } from './queueView.ts';
import { createScrollKeeper } from './scrollKeeper.ts';
import { createShownPath } from './shownPath.ts';
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
  /** `added` is what has been written since the last update. */
  update(state: PanelState, added: AddedText): void;
  /** Shows more of the answers until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
  compose(text: string): void;
  focusComposer(): void;
  showFound(request: string, candidates: readonly Offer[]): void;
}

export function createChatPage(deps: ChatPageDeps, first: PanelState, kept: ViewMemory): ChatPage {
  const { send, now } = deps;
  const t = translator(first.texts);
  let memory = kept;
  let shown: PanelState | undefined;
  const shownPath = createShownPath();
  let areBranchesShown = false;
  let isRestoring = false;
  let keptPlace: number | undefined;

  function remember(change: Partial<ViewMemory>): void {
    memory = { ...memory, ...change };
    deps.keep(memory);
  }

  const figures = createFigures(first.language);
  const liveRegion = createLiveRegion(now);
  const strip = createTitleStrip({
    t,
    selectModel: () => send({ type: 'select-model' }),
    newChat: () => send({ type: 'new-chat' }),
    openChat: (chatId) => send({ type: 'open-chat', chatId }),
    renameChat: () => send({ type: 'rename-chat' }),
    pinChat: (isPinned) => send({ type: 'pin-chat', isPinned }),
    showBranches(isShown) {
      areBranchesShown = isShown;
      if (shown) updateBranches(shown);
      if (isShown) branches.focus();
    },
  });
  const drafts: Drafts = {
    get: (id) => memory.edits[id],
    keep(id, text) {
      const { [id]: _, ...others } = memory.edits;
      if (text !== undefined || id in memory.edits)
        remember({ edits: text === undefined ? others : { ...others, [id]: text } });
    },
  };
  const transcript = createTranscriptView({
    ...deps,
    t,
    figures,
    say: liveRegion.say,
    unsay: liveRegion.unsay,
    drafts,
    askedAnew: jump,
  });
  const queue = createQueueView({ t, now, send, drafts, say: liveRegion.say });
  const branches = createBranchTree({ t, show: transcript.show });
  const welcome = createWelcome({
    t,
    addKey: () => send({ type: 'add-key' }),
    useLocalModel: () => send({ type: 'use-local-model' }),
    openWalkthrough: () => send({ type: 'open-walkthrough' }),
  });
  const meter = createContextMeter({
    t,
    figures,
    compact: () => send({ type: 'compact' }),
    say: liveRegion.say,
  });
  const composer = createComposer(
    {
      beside: meter.element,
      t,
      now,
      figures,
      say: (sentence) => liveRegion.say([sentence]),
      find: (query) => send({ type: 'find-context', ...query }),
      choose: (id) => send({ type: 'choose-context', id }),
      attach: (picture) => send({ type: 'attach-picture', ...picture }),
      remove: (id) => send({ type: 'remove-context', id }),
      restoreEarlier: () => send({ type: 'restore-earlier' }),
      tokensOf: (text) => tokensOf(text, (shown ?? first).status.context),
      onRest: () => updateMeter((shown ?? first).status),
      weigh: (text) => send({ type: 'weigh', text }),
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
  const content = element(
    'div',
    { class: 'scroll-content' },
    transcript.element,
    queue.element,
    welcome.element,
  );
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

  function update(next: PanelState, added: AddedText): void {
    const { session, status } = next;
    const isAnswering = session.turns.some((turn) => isRunning(turn.answer.status));
    if (session !== shown?.session) updateTurns(session, added, isAnswering);
    if (!shown || differsAround(shown, next)) updateAround(next);
    if (session.id !== shown?.session.id) showFromKeptPlace(session.id);
    else if (hasMoreAtEnd(shown.session, session)) scroll.toEnd();
    shown = next;
    composer.update({
      receipt: status.receipt,
      hasModel: status.modelLabel !== '',
      isRunning: isAnswering,
      isReadOnly: status.isReadOnly === true,
    });
  }

  function updateTurns(session: SessionState, added: AddedText, isAnswering: boolean): void {
    const hadFocus = content.contains(document.activeElement);
    const path = shownPath(session);
    transcript.update(session, path, added);
    const lastStatus = path.at(-1)?.answer.status;
    queue.update({ queue: session.queue, isRunning: isAnswering, lastStatus });
    // What had the focus is gone; who works with the keyboard stays in the chat.
    if (hadFocus && document.activeElement === document.body) scroller.focus({ preventScroll: true });
  }

  /** What surrounds the transcript. */
  function updateAround(next: PanelState): void {
    const { session, status } = next;
    const hasModel = status.modelLabel !== '';
    const isEmpty = session.turns.length === 0 && session.queue.length === 0;
    updateBranches(next);
    updateMeter(status);
    content.classList.toggle('is-empty', isEmpty);
    content.classList.toggle('read-only', status.isReadOnly === true);
    welcome.element.hidden = !isEmpty && hasModel;
    welcome.update(hasModel);
  }

  function updateMeter({ context, receipt }: PanelState['status']): void {
    meter.update(context && withQuestion(context, receipt, tokensOf(memory.draft, context)));
  }

  function updateBranches({ session, status }: PanelState): void {
    const hasBranches = isForked(session.turns);
    branches.element.hidden = !hasBranches || !areBranchesShown;
    if (!branches.element.hidden) branches.update(session);
    strip.update({ session, status, hasBranches, areBranchesShown });
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

  update(first, new Map());
  return {
    elements: [
      strip.element,
      branches.element,
      element('main', { class: 'chat' }, scroller, toEnd),
      composer.element,
      liveRegion.element,
    ],
    update,
    work,
    compose: composer.add,
    focusComposer: composer.focus,
    showFound: composer.showFound,
  };
}

/** Of a question, as the model that it goes to counts. */
const tokensOf = (text: string, context: ContextUse | undefined): number =>
  Math.ceil(weighShares([0, ...textShares(text)], context?.tokensPerShare ?? []));

/** What is written into an answer is not around it. */
function differsAround(before: PanelState, after: PanelState): boolean {
  return (
    before.status !== after.status ||
    before.session.id !== after.session.id ||
    before.session.title !== after.session.title ||
    before.session.isPinned !== after.session.isPinned ||
    before.session.preferred !== after.session.preferred ||
    before.session.turns.length !== after.session.turns.length ||
    before.session.queue.length !== after.session.queue.length
  );
}

const hasMoreAtEnd = (before: SessionState, after: SessionState): boolean =>
  after.turns.length > before.turns.length || after.queue.length > before.queue.length;

const isForked = (turns: SessionState['turns']): boolean =>
  new Set(turns.map(({ parentId }) => parentId)).size < turns.length;
