import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { CDPSession, Locator, Page } from 'playwright-core';
import type { ContextCandidate, Receipt } from '../../../src/core/chat/receipt.ts';
import type { PanelIntent } from '../../../src/protocol/panelMessages.ts';
import { screenshot } from '../support/artifacts.ts';
import { eventually } from '../support/eventually.ts';
import { type ChatHost, createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH, type PageLanguage } from './support/languages.ts';
import type { MediaPage, MediaPageOptions } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';

const TAKEN_ENTER = { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 } as const;

const FILES: readonly ContextCandidate[] = [
  { id: 'a', kind: 'file', label: 'cart.ts', detail: 'src/shop' },
  { id: 'b', kind: 'folder', label: 'cart/', detail: 'src' },
  { id: 'c', kind: 'symbol', label: 'totalOf', detail: 'src/shop/cart.ts:12' },
];

const receipt = (t: (english: string, chinese: string) => string): Receipt => ({
  parts: [
    { kind: 'instructions', label: t('Instructions of Inkstone', 'Inkstone 的指令'), tokens: 210 },
    {
      id: 'earlier',
      kind: 'earlier',
      label: t('Earlier questions and answers: 3', '之前的问答：3 轮'),
      tokens: 2400,
    },
    { id: 'a', kind: 'file', label: 'cart.ts', tokens: 812 },
    {
      id: 'b',
      kind: 'folder',
      label: 'cart/',
      tokens: 9120,
      note: t('12 of 40 files go along.', '附带 40 个文件中的 12 个。'),
    },
  ],
  isWithoutEarlier: false,
  hidden: [
    { kind: 'keys', count: 1 },
    { kind: 'phone-numbers', count: 2 },
  ],
  price: { currency: 'CNY', inputPerMillion: 4, outputPerMillion: 16 },
  maxTokens: 100_000,
});

const english = receipt((text) => text);
const chinese = receipt((_, text) => text);

describe('Context in the composer', () => {
  const pages = mediaPages();

  interface OpenComposer {
    readonly chat: MediaPage;
    readonly page: Page;
    readonly host: ChatHost;
    readonly input: Locator;
    readonly options: Locator;
    /** Answers the last search. */
    found(candidates?: readonly ContextCandidate[]): Promise<void>;
    /** What the user did, without the searches. */
    deeds(): Promise<readonly PanelIntent[]>;
  }

  async function open(
    language: PageLanguage = ENGLISH,
    options: Partial<MediaPageOptions> = {},
  ): Promise<OpenComposer> {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', ...options });
    const { page } = chat;
    const host = createChatHost(chat, language);
    await page.clock.install();
    await host.show();
    const input = page.getByRole('textbox');
    await input.focus();
    const searches = async (): Promise<readonly Extract<PanelIntent, { type: 'find-context' }>[]> =>
      (await host.intents()).filter((intent) => intent.type === 'find-context');
    return {
      chat,
      page,
      host,
      input,
      options: page.getByRole('option'),
      async found(candidates = FILES) {
        const { request = '' } = (await searches()).at(-1) ?? {};
        await host.post({ type: 'found-context', request, candidates });
      },
      deeds: async () => (await host.intents()).filter(({ type }) => type !== 'find-context'),
    };
  }

  async function compose(devtools: CDPSession, ...steps: readonly string[]): Promise<void> {
    for (const text of steps)
      await devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
  }

  const activeOption = (page: Page): Promise<string | null | undefined> =>
    page.evaluate(() => {
      const id = document.querySelector('textarea')?.getAttribute('aria-activedescendant');
      return id ? document.getElementById(id)?.textContent : undefined;
    });

  it('is searched while a mention is written, and chosen by the keyboard alone', async () => {
    const { page, host, input, options, found, deeds } = await open();
    await page.keyboard.type('explain @ca');
    assert.deepEqual(
      (await host.intents()).map((intent) => intent.type === 'find-context' && intent.text),
      ['', 'c', 'ca'],
    );
    await found();
    assert.equal(await options.count(), 3);
    assert.match((await activeOption(page)) ?? '', /^cart\.ts/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.match((await activeOption(page)) ?? '', /^totalOf/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.deepEqual(await deeds(), [{ type: 'choose-context', id: 'a' }]);
    assert.equal(await input.inputValue(), 'explain `cart.ts` ');
    assert.equal(await options.count(), 0);
    await page.keyboard.type('now');
    await page.keyboard.press('Enter');
    assert.deepEqual((await deeds()).at(-1), { type: 'send', text: 'explain `cart.ts` now' });
  });

  it('is searched of one kind', async () => {
    const { page, host, input, options } = await open();
    await page.keyboard.type('@fo');
    assert.equal(await options.textContent(), '@folder:Folder');
    await page.keyboard.press('Tab');
    assert.equal(await input.inputValue(), '@folder:');
    const last = (await host.intents()).at(-1);
    assert.deepEqual(last?.type === 'find-context' && [last.kind, last.text], ['folder', '']);
  });

  it('takes no answer to an older search', async () => {
    const { page, host, options } = await open();
    await page.keyboard.type('@c');
    const first = (await host.intents()).at(-1);
    await page.keyboard.type('zzz');
    assert.ok(first?.type === 'find-context');
    await host.post({ type: 'found-context', request: first.request, candidates: FILES });
    await page.getByText('Searching…').waitFor();
    assert.equal(await options.count(), 0);
  });

  it('closes its list by Escape, and neither stops an answer nor opens again for the same mention', async () => {
    const { page, host, options, found, deeds } = await open();
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain')]) });
    await page.keyboard.type('@c');
    await found();
    await page.keyboard.press('Escape');
    await page.keyboard.type('a');
    assert.equal(await options.count(), 0);
    assert.deepEqual(await deeds(), []);
    await page.keyboard.type(' @');
    await found();
    assert.ok((await options.count()) > 0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.deepEqual(await deeds(), [{ type: 'stop' }]);
  });

  it('is no mention in an address of mail', async () => {
    const { page, host } = await open();
    await page.keyboard.type('mail li@example.com');
    assert.deepEqual(await host.intents(), []);
  });

  it('is chosen with the mouse, while the field keeps the keyboard', async () => {
    const { page, options, found, deeds } = await open();
    await page.keyboard.type('@');
    await found();
    await options.filter({ hasText: 'totalOf' }).click();
    await page.keyboard.type('x');
    assert.deepEqual(await deeds(), [{ type: 'choose-context', id: 'c' }]);
    assert.equal(await page.getByRole('textbox').inputValue(), '`totalOf` x');
  });

  it('is left alone by the Enter and the arrows that an input method takes', async () => {
    const { page, chat, input, found, deeds } = await open(CHINESE);
    await page.keyboard.type('看看＠');
    await found();
    const devtools = await chat.page.context().newCDPSession(page);
    await compose(devtools, 'g', 'gou', 'gou wu');
    await devtools.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'ArrowDown',
      code: 'ArrowDown',
      windowsVirtualKeyCode: 229,
    });
    await devtools.send('Input.dispatchKeyEvent', TAKEN_ENTER);
    assert.deepEqual(await deeds(), []);
    assert.equal(await input.inputValue(), '看看＠gou wu');
    await devtools.send('Input.insertText', { text: '购物' });
    await devtools.send('Input.dispatchKeyEvent', { ...TAKEN_ENTER, type: 'keyUp' });
    assert.deepEqual(await deeds(), []);
    assert.equal(await input.inputValue(), '看看＠购物');
    await found([{ id: 'z', kind: 'file', label: '购物车.ts', detail: '' }]);
    await page.clock.runFor(400);
    await page.keyboard.press('Enter');
    assert.deepEqual(await deeds(), [{ type: 'choose-context', id: 'z' }]);
    assert.equal(await input.inputValue(), '看看`购物车.ts` ');
  });

  it('is searched for what a composition has become, not for its letters', async () => {
    const { page, chat, host } = await open(CHINESE);
    await page.keyboard.type('@');
    const devtools = await chat.page.context().newCDPSession(page);
    await compose(devtools, 'w', 'we', 'wen', 'wen jian');
    await devtools.send('Input.insertText', { text: '文件' });
    const texts = (await host.intents()).map((intent) => intent.type === 'find-context' && intent.text);
    assert.deepEqual(texts, ['', '文件']);
  });

  it('is shown as chips that the keyboard and the mouse take out', async () => {
    const { page, host, input, deeds } = await open();
    await host.show({ status: { receipt: english } });
    const chips = page.locator('.chips > li');
    assert.equal(await chips.count(), 2);
    await chips.nth(0).getByRole('button', { name: 'Take out cart.ts' }).click();
    await chips.nth(1).getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await deeds(), [
      { type: 'remove-context', id: 'a' },
      { type: 'remove-context', id: 'b' },
    ]);
    assert.ok(await input.evaluate((field) => field === document.activeElement));
  });

  it('is weighed with the question, and each part can be taken out', async () => {
    const { page, host, deeds } = await open();
    await host.show({ status: { receipt: english } });
    await page.getByText('About 12.5k tokens will be sent, ¥0.05').click();
    await eventually('a look at the empty question', deeds, (done) => done.length === 1);
    await page.keyboard.press('Tab');
    await page.getByRole('textbox').fill('call 15927361840');
    await page.clock.runFor(300);
    assert.deepEqual(await deeds(), [
      { type: 'weigh', text: '' },
      { type: 'weigh', text: 'call 15927361840' },
    ]);
    await page.getByText('keys or tokens: 1, phone numbers: 2').waitFor();
    await page
      .locator('.receipt-rows')
      .getByRole('button', { name: /Earlier/ })
      .click();
    assert.deepEqual((await deeds()).at(-1), { type: 'remove-context', id: 'earlier' });
    await host.show({ status: { receipt: { ...english, isWithoutEarlier: true, maxTokens: 100 } } });
    await page.getByText('This is more than the model can read: 100 tokens.').waitFor();
    await page.getByRole('button', { name: 'Send Earlier Messages Too' }).click();
    assert.deepEqual((await deeds()).at(-1), { type: 'restore-earlier' });
  });

  it('stays with the question that was sent', async () => {
    const { page, host } = await open();
    const turn = turnOf('turn-0', 'Explain', { text: 'So.', status: 'complete', hidden: english.hidden });
    const sent = english.parts.map(({ id: _, ...part }) => part);
    await host.show({ session: sessionOf([{ ...turn, question: { ...turn.question, sent } }]) });
    await page.getByText('Sent along: about 12.5k tokens').click();
    await page.locator('.question').getByText('cart/ (12 of 40 files go along.)').waitFor();
    await page.getByText('3 secrets hidden').waitFor();
  });

  for (const theme of ['darkModern', 'lightModern', 'highContrast'] as const) {
    for (const [language, shown] of [
      [ENGLISH, english],
      [CHINESE, chinese],
    ] as const) {
      it(`is accessible: ${theme}, ${language.language}`, async () => {
        const { page, host, found } = await open(language, { theme, width: 340, height: 700 });
        const turn = turnOf('turn-0', 'Why?', { text: 'So.', status: 'complete', hidden: shown.hidden });
        const sent = shown.parts.map(({ id: _, ...part }) => part);
        await host.show({
          session: sessionOf([{ ...turn, question: { ...turn.question, sent } }]),
          status: { receipt: shown },
        });
        await page.locator('.composer .receipt > summary').click();
        await page.getByRole('textbox').focus();
        await page.keyboard.type('@');
        await found();
        await page.keyboard.press('ArrowDown');
        await screenshot(page, `context-${theme}-${language.language}`);
        const devtools = await page.context().newCDPSession(page);
        await devtools.send('Runtime.evaluate', { expression: axe.source });
        const { violations } = await page.evaluate(
          () => (window as unknown as { axe: typeof axe }).axe.run() as Promise<AxeResults>,
        );
        assert.deepEqual(
          violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => target) })),
          [],
        );
      });
    }
  }
});
