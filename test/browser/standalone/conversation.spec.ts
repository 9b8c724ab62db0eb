import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { SessionState } from '../../../src/core/chat/session.ts';
import { translator } from '../../../src/core/text/translate.ts';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';
import type { ThemeName } from './support/theme.ts';

const done = (id: string, question: string, text: string, parentId?: string) => ({
  ...turnOf(id, question, { text, status: 'complete' }),
  ...(parentId !== undefined && { parentId }),
});

/** Two questions, the second in three versions, with more after the first of them. */
const FORKED: SessionState = {
  ...sessionOf([]),
  turns: [
    done('a', 'What does discountOf do?', 'It gives the percentage that a cart is reduced by.'),
    done('b', 'Who calls it?', 'Two places call it.', 'a'),
    done('c', 'Are both tested?', 'Only the first.', 'b'),
    done('d', 'Who calls it, and how often?', 'Two places, once each.', 'a'),
    done('e', 'Who calls it, and how often?', 'It is called twice.', 'a'),
  ],
};

const shownQuestions = (page: Page): Promise<readonly string[]> =>
  page.locator('.turn .question-text').allTextContents();
const focusedName = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent);

describe('A conversation', () => {
  const pages = mediaPages();

  async function opened(
    session: SessionState,
    options: { theme?: ThemeName; language?: typeof ENGLISH } = {},
  ) {
    const { theme = 'darkModern', language = ENGLISH } = options;
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', theme });
    const host = createChatHost(chat, language);
    await host.show({ session });
    return { chat, page: chat.page, host };
  }

  it('shows one version, and walks to the others by keyboard with the focus staying in place', async () => {
    const { page, host } = await opened(FORKED);
    assert.deepEqual(await shownQuestions(page), [
      'What does discountOf do?',
      'Who calls it, and how often?',
    ]);
    assert.equal(await page.getByRole('group', { name: 'Version 3 of 3' }).count(), 1);
    const previous = page.getByRole('button', { name: 'Previous Version' });
    assert.equal(await previous.filter({ visible: true }).count(), 1);
    await previous.last().focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'show-turn', turnId: 'd' }]);
    await host.emit({ type: 'turn-shown', turnId: 'd' });
    assert.equal(await page.getByRole('group', { name: 'Version 2 of 3' }).count(), 1);
    assert.equal(await focusedName(page), 'Previous Version');
    await page.keyboard.press('Enter');
    await host.emit({ type: 'turn-shown', turnId: 'b' });
    assert.deepEqual(await shownQuestions(page), [
      'What does discountOf do?',
      'Who calls it?',
      'Are both tested?',
    ]);
    // There is none before it any more.
    assert.equal(await focusedName(page), 'Next Version');
  });

  it('outlines its branches as a tree that the keyboard walks', async () => {
    const { page, host } = await opened(FORKED);
    const button = page.getByRole('button', { name: 'Branches of this chat' });
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.press('Enter');
    const tree = page.getByRole('tree', { name: 'Branches of this chat' });
    const items = tree.getByRole('treeitem');
    const described = await items.evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('.branch-question')?.textContent,
        row.getAttribute('aria-level'),
        `${row.getAttribute('aria-posinset')}/${row.getAttribute('aria-setsize')}`,
        row.getAttribute('aria-selected'),
      ]),
    );
    assert.deepEqual(described, [
      ['What does discountOf do?', '1', '1/1', 'false'],
      ['Who calls it?', '2', '1/3', 'false'],
      ['Who calls it, and how often?', '2', '2/3', 'false'],
      ['Who calls it, and how often?', '2', '3/3', 'true'],
    ]);
    assert.match((await focusedName(page)) ?? '', /It is called twice/);
    await page.keyboard.press('ArrowLeft');
    assert.match((await focusedName(page)) ?? '', /^What does discountOf do/);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await items.count(), 1);
    assert.equal(await items.first().getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.match((await focusedName(page)) ?? '', /^Who calls it\?/);
    await page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'show-turn', turnId: 'b' }]);
    await host.emit({ type: 'turn-shown', turnId: 'b' });
    assert.equal(await focusedName(page), 'Question and answer');
    assert.equal(await tree.locator('[aria-selected="true"]').getAttribute('data-id'), 'b');
    await button.click();
    assert.equal(await tree.isVisible(), false);
  });

  it('has no tree without branches', async () => {
    const { page } = await opened(sessionOf(FORKED.turns.slice(0, 1)));
    assert.equal(await page.getByRole('button', { name: 'Branches of this chat' }).isVisible(), false);
  });

  it('asks an earlier question otherwise, and forgets nothing that was typed for it', async () => {
    const { chat, page, host } = await opened(FORKED);
    const field = page.getByRole('textbox', { name: 'Edit the question' });
    await page.getByRole('button', { name: 'Edit Question' }).first().press('Enter');
    await page.keyboard.type(' And why?');
    await chat.page.reload();
    await host.show({ session: FORKED });
    assert.equal(await field.inputValue(), 'What does discountOf do? And why?');
    await field.press('Enter');
    assert.deepEqual(await host.intents(), [
      { type: 'send-anew', turnId: 'a', text: 'What does discountOf do? And why?' },
    ]);
    assert.equal(await field.count(), 0);
    assert.equal(await focusedName(page), 'Ask Inkstone');
    await host.emit({ type: 'turn-started', turn: turnOf('f', 'What does discountOf do? And why?') });
    assert.deepEqual(await shownQuestions(page), ['What does discountOf do? And why?']);
    assert.equal(await page.getByRole('group', { name: 'Version 2 of 2' }).count(), 1);
  });

  it('leaves a question as it was on Escape', async () => {
    const { page, host } = await opened(FORKED);
    await page.getByRole('button', { name: 'Edit Question' }).first().press('Enter');
    await page.keyboard.type('x');
    await page.keyboard.press('Escape');
    assert.equal((await shownQuestions(page))[0], 'What does discountOf do?');
    assert.equal(await focusedName(page), 'Edit Question');
    assert.deepEqual(await host.intents(), []);
  });

  it('never sends with the Enter that confirms a candidate', async () => {
    const { page, host } = await opened(FORKED);
    await page.getByRole('button', { name: 'Edit Question' }).first().press('Enter');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
    const enter = { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 } as const;
    await session.send('Input.dispatchKeyEvent', enter);
    await session.send('Input.insertText', { text: '你' });
    assert.deepEqual(await host.intents(), []);
    assert.match(await page.getByRole('textbox', { name: 'Edit the question' }).inputValue(), /你$/);
  });

  it('deletes a question with what follows it, and keeps the keyboard in the chat', async () => {
    const { page, host } = await opened(FORKED);
    const button = page.getByRole('button', { name: 'Delete from Here' }).last();
    await button.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'delete-turn', turnId: 'e' }]);
    await host.emit({ type: 'turn-deleted', turnId: 'e' });
    assert.deepEqual(await shownQuestions(page), [
      'What does discountOf do?',
      'Who calls it, and how often?',
    ]);
    assert.equal(await page.getByRole('group', { name: 'Version 2 of 2' }).count(), 1);
    assert.equal(await focusedName(page), 'Chat');
  });

  it('branches into a new chat, is renamed and pinned from its title strip', async () => {
    const { page, host } = await opened(FORKED);
    await page.getByRole('button', { name: 'Branch in a New Chat' }).first().press('Enter');
    const more = page.getByRole('button', { name: 'More' });
    await more.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename the Chat…' }).press('Enter');
    await more.press('Enter');
    await page.getByRole('menuitem', { name: 'Pin the Chat' }).click();
    assert.deepEqual(await host.intents(), [
      { type: 'branch-chat', turnId: 'a' },
      { type: 'rename-chat' },
      { type: 'pin-chat', isPinned: true },
    ]);
    await host.emit({ type: 'chat-renamed', title: 'Prices' }, { type: 'chat-pinned', isPinned: true });
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Prices');
    assert.equal(await page.getByRole('img', { name: 'Pinned' }).isVisible(), true);
    await more.click();
    assert.equal(await page.getByRole('menuitem', { name: 'Unpin the Chat' }).isVisible(), true);
  });

  it('queues what is asked while an answer runs, to be changed, taken back, and sent on', async () => {
    const { page, host } = await opened(
      sessionOf([turnOf('a', 'One?', { status: 'streaming', text: 'It' })]),
    );
    const composer = page.getByRole('textbox', { name: 'Ask Inkstone' });
    await composer.fill('Two?');
    await composer.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'send', text: 'Two?' }]);
    assert.equal(await composer.inputValue(), '');
    const queued = (id: string, text: string) =>
      ({ type: 'question-queued', queued: { id, question: { text, references: [] } } }) as const;
    await host.emit(queued('q', 'Two?'), queued('r', 'Three?'));
    const queue = page.getByRole('region', { name: 'Questions that wait' });
    assert.match(await queue.innerText(), /Sent when the answer is finished:/);
    await queue.getByRole('button', { name: 'Edit Question' }).first().press('Enter');
    await page.keyboard.type(' Or three?');
    await page.keyboard.press('Enter');
    await queue.getByRole('button', { name: 'Remove from the Queue' }).last().press('Enter');
    assert.deepEqual((await host.intents()).slice(1), [
      { type: 'change-queued', queuedId: 'q', text: 'Two? Or three?' },
      { type: 'remove-queued', queuedId: 'r' },
    ]);
    await host.emit(
      { type: 'queued-question-changed', queuedId: 'q', text: 'Two? Or three?' },
      { type: 'queued-question-removed', queuedId: 'r' },
      { type: 'answer-finished', turnId: 'a', status: 'stopped' },
    );
    assert.match(await queue.innerText(), /Waiting, because the answer before was stopped:/);
    assert.deepEqual(await queue.locator('.question-text').allTextContents(), ['Two? Or three?']);
    await queue.getByRole('button', { name: 'Send Now' }).press('Enter');
    assert.deepEqual((await host.intents()).slice(3), [{ type: 'send-queued' }]);
    await host.emit({ type: 'turn-started', turn: { ...turnOf('q', 'Two? Or three?'), parentId: 'a' } });
    assert.equal(await queue.isVisible(), false);
    assert.deepEqual(await shownQuestions(page), ['One?', 'Two? Or three?']);
  });

  it('keeps a change of a queued question that was sent meanwhile', async () => {
    const { page, host } = await opened({
      ...sessionOf([turnOf('a', 'One?', { status: 'streaming', text: 'It' })]),
      queue: [{ id: 'q', question: { text: 'Two?', references: [] } }],
    });
    await page
      .getByRole('region', { name: 'Questions that wait' })
      .getByRole('button', { name: 'Edit Question' })
      .click();
    await page.keyboard.type(' Wait');
    await host.emit({ type: 'turn-started', turn: { ...turnOf('q', 'Two?'), parentId: 'a' } });
    assert.equal(await page.getByRole('textbox', { name: 'Edit the question' }).inputValue(), 'Two? Wait');
  });

  for (const language of [ENGLISH, CHINESE])
    it(`offers nothing that would write to it where it can only be read, ${language.language}`, async () => {
      const t = translator(language.texts);
      const session: SessionState = {
        ...FORKED,
        turns: FORKED.turns.map((turn) =>
          turn.id === 'e' ? { ...turn, answer: { ...turn.answer, status: 'stopped' } } : turn,
        ),
        queue: [{ id: 'q', question: { text: 'And then?', references: [] } }],
      };
      const { page, host } = await opened(session, { language });
      const names = [
        ...['Edit Question', 'Delete from Here', 'Ask Again', 'Continue', 'Send Now', 'Send'],
        ...['Remove from the Queue', 'More'],
      ];
      const writing = page.getByRole('button', {
        name: new RegExp(`^(${names.map((name) => t(name)).join('|')})$`),
      });
      assert.equal(await writing.count(), 12);
      await host.setStatus({ isReadOnly: true });
      const composer = page.getByRole('textbox', { name: t('Ask Inkstone') });
      const why = t('A newer Inkstone has written this chat, so it can only be read here.');
      await page.getByRole('status').getByText(why).waitFor();
      assert.equal(await writing.count(), 0);
      await composer.press('a');
      await composer.press('Enter');
      assert.equal(await composer.inputValue(), '');
      await page
        .getByRole('button', { name: t('Copy Answer') })
        .last()
        .click();
      await page
        .getByRole('button', { name: t('Previous Version') })
        .last()
        .click();
      assert.deepEqual(
        (await host.intents()).map(({ type }) => type),
        ['copy-answer', 'show-turn'],
      );
      await screenshot(page, `read-only-${language.language}`);
      await host.show({ status: { isReadOnly: false } });
      await composer.fill('Now it can be asked.');
      assert.equal(await page.getByRole('button', { name: t('Send'), exact: true }).isVisible(), true);
    });

  for (const theme of ['darkModern', 'lightModern', 'highContrast'] as const)
    for (const language of [ENGLISH, CHINESE])
      it(`is at home in ${theme}, ${language.language}`, async () => {
        const { page, host } = await opened(
          {
            ...FORKED,
            isPinned: true,
            queue: [
              { id: 'q', question: { text: 'Then write the tests that are missing.', references: [] } },
            ],
          },
          { theme, language },
        );
        await page.locator('.title-strip [aria-expanded="false"]').first().click();
        await host.emit({
          type: 'turn-started',
          turn: {
            ...turnOf('x', 'Which one is missing?', { text: 'The second', status: 'streaming' }),
            parentId: 'e',
          },
        });
        await page.locator('.question-part').last().hover();
        await screenshot(page, `conversation-${theme}-${language.language}`);
        await page.locator('.turn .question-actions button').first().click();
        await host.emit({ type: 'answer-finished', turnId: 'x', status: 'stopped' });
        await screenshot(page, `conversation-edit-${theme}-${language.language}`);
        if (language === CHINESE)
          assert.doesNotMatch(await page.locator('.queue-reason').innerText(), /[a-z]/i);
      });
});
