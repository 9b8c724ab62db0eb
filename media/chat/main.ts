import type { HostToPanel, PanelIntent } from '../../src/protocol/panelMessages.ts';
import { createCodeHighlighter } from '../code/codeHighlighter.ts';
import { connectHost } from '../hostConnection.ts';
import { createMarkdownParser } from '../markdown/markdownParser.ts';
import { createTypesetter, loadFormulaMaker } from '../markdown/typesetter.ts';
import { type ChatPage, createChatPage } from './chatPage.ts';
import { createFrameLoop } from './frameLoop.ts';
import { createFreshText } from './freshText.ts';
import { type PanelState, receiveMessage } from './panelState.ts';
import { readMemory } from './viewMemory.ts';

/** Runs the chat view: messages change the state at once, and the page follows in the next frame. */
function main(root: HTMLElement): void {
  const host = connectHost<HostToPanel, PanelIntent>();
  const now = (): number => performance.now();
  const pageDeps = {
    now,
    send: host.send,
    keep: host.keep,
    parser: createMarkdownParser(),
    highlighter: createCodeHighlighter(),
    typeset: createTypesetter(() => loadFormulaMaker(document.body.dataset.formulas ?? '')),
  };
  let state: PanelState | undefined;
  let page: ChatPage | undefined;
  let pageLanguage = '';
  /** The host waits to hear how far the page is. */
  let isAwaited = false;
  const freshText = createFreshText();

  const frames = createFrameLoop(
    { now, requestFrame: (callback) => requestAnimationFrame(callback) },
    (deadline) => {
      if (!state || !page) return false;
      page.update(state, freshText.take());
      if (page.work(deadline)) return true;
      if (isAwaited) host.send({ type: 'applied', seq: state.seq });
      isAwaited = false;
      return false;
    },
  );

  function pageFor(current: PanelState): ChatPage {
    if (page && pageLanguage === current.language) return page;
    // It shows what was written until now.
    freshText.take();
    const created = createChatPage(pageDeps, current, readMemory(host.kept()));
    pageLanguage = current.language;
    document.documentElement.lang = current.language;
    root.replaceChildren(...created.elements);
    return created;
  }

  host.onMessage((message) => {
    const wasOutOfStep = state?.isOutOfStep ?? false;
    state = receiveMessage(state, message);
    freshText.see(message);
    if (!state) return;
    isAwaited ||= message.type === 'snapshot' || (message.type === 'events' && !message.isQuiet);
    if (state.isOutOfStep && !wasOutOfStep) host.send({ type: 'panel-ready' });
    page = pageFor(state);
    if (message.type === 'compose') page.compose(message.text);
    else if (message.type === 'focus-composer') page.focusComposer();
    else if (message.type === 'found-context') page.showFound(message.request, message.candidates);
    else frames.request();
  });
  host.send({ type: 'panel-ready' });
}

const root = document.getElementById('app');
if (root) main(root);
