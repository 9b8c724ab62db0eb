import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Offer } from '../../../src/core/chat/receipt.ts';
import { screenshot } from '../support/artifacts.ts';
import { type ChatHost, createChatHost } from './support/chatHost.ts';
import { CHINESE, ENGLISH, type PageLanguage } from './support/languages.ts';
import type { MediaPageOptions } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';

const command = (name: string, detail: string): Offer => ({
  id: name,
  kind: 'command',
  label: `/${name}`,
  detail,
});

const OFFERS = [
  command('review', '<file> — Review what tests would not find'),
  command('readme', '[about what] — Write a section of the README'),
  command('release-notes', '[since which tag] — Write release notes'),
];
const CHINESE_OFFERS = [
  command('评审', '<文件> — 找出测试发现不了的错误'),
  command('readme', '[主题] — 撰写 README 的一个章节'),
  command('release-notes', '[从哪个标签起] — 撰写发布说明'),
];

const RULES = {
  parts: [
    { kind: 'instructions', label: 'Instructions of Inkstone', tokens: 210 },
    { id: 'file:///w/AGENTS.md', kind: 'rules', label: 'AGENTS.md', tokens: 320 },
    {
      id: 'file:///w/.inkstone/rules/ts.md',
      kind: 'rules',
      label: '.inkstone/rules/ts.md',
      tokens: 88,
      note: 'cut, the rules are too long',
    },
  ],
  isWithoutEarlier: false,
  hidden: [],
  maxTokens: 100_000,
} as const;

describe('Commands in the composer', () => {
  const pages = mediaPages();

  async function open(language: PageLanguage = ENGLISH, options: Partial<MediaPageOptions> = {}) {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', ...options });
    const host = createChatHost(chat, language);
    await chat.page.clock.install();
    await host.show();
    await chat.page.getByRole('textbox').focus();
    return { page: chat.page, host };
  }

  async function found(host: ChatHost, offers: readonly Offer[]): Promise<string | undefined> {
    const last = (await host.intents()).findLast((intent) => intent.type === 'find-context');
    assert.ok(last?.type === 'find-context');
    await host.post({ type: 'found-context', request: last.request, candidates: offers });
    return `${last.kind} ${last.text}`;
  }

  const written = (page: Page): Promise<string> => page.getByRole('textbox').inputValue();
  const options = (page: Page): Promise<number> => page.getByRole('option').count();

  it('are offered behind a slash at the beginning, and nowhere else', async () => {
    const { page, host } = await open();
    await page.keyboard.type('/re');
    assert.equal(await found(host, OFFERS), 'command re');
    assert.equal(await options(page), 3);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await written(page), '/readme ');
    assert.equal(await options(page), 0);
    await page.keyboard.type('installation');
    await page.keyboard.press('Enter');
    assert.deepEqual((await host.intents()).at(-1), { type: 'send', text: '/readme installation' });
    const searches = (await host.intents()).filter(({ type }) => type === 'find-context').length;
    await page.keyboard.type('see /usr and a/b');
    assert.equal((await host.intents()).filter(({ type }) => type === 'find-context').length, searches);
  });

  it('are called at once when their names are written out', async () => {
    const { page, host } = await open();
    await page.keyboard.type('/review');
    await found(host, OFFERS.slice(0, 1));
    await page.keyboard.press('Enter');
    assert.deepEqual((await host.intents()).at(-1), { type: 'send', text: '/review' });
  });

  it('are closed by Escape, and by a second slash', async () => {
    const { page, host } = await open();
    await page.keyboard.type('/re');
    await found(host, OFFERS);
    await page.keyboard.press('Escape');
    assert.equal(await options(page), 0);
    await page.getByRole('textbox').fill('');
    await page.keyboard.type('/usr');
    await found(host, OFFERS);
    await page.keyboard.type('/bin');
    assert.equal(await options(page), 0);
    await page.keyboard.press('Enter');
    assert.deepEqual((await host.intents()).at(-1), { type: 'send', text: '/usr/bin' });
  });

  it('are not chosen by the Enter that confirms a candidate', async () => {
    const { page, host } = await open(CHINESE);
    await page.keyboard.type('/');
    await found(host, CHINESE_OFFERS);
    const devtools = await page.context().newCDPSession(page);
    for (const text of ['p', 'ping', '评审'])
      await devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await devtools.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await devtools.send('Input.insertText', { text: '评审' });
    assert.equal(await written(page), '/评审');
    assert.equal(
      (await host.intents()).some(({ type }) => type === 'send'),
      false,
    );
    await found(host, CHINESE_OFFERS.slice(0, 1));
    // A key right behind a composition may belong to it.
    await page.clock.runFor(400);
    await page.keyboard.press('Tab');
    assert.equal(await written(page), '/评审 ');
  });

  it('let rules be taken out one by one', async () => {
    const { page, host } = await open();
    await host.setStatus({ receipt: RULES });
    await page.getByRole('button', { name: 'Take out AGENTS.md' }).first().click();
    assert.deepEqual((await host.intents()).at(-1), { type: 'remove-context', id: 'file:///w/AGENTS.md' });
  });

  for (const [name, language, theme] of [
    ['dark-en', ENGLISH, 'darkModern'],
    ['light-zh', CHINESE, 'lightModern'],
    ['high-contrast-zh', CHINESE, 'highContrast'],
  ] as const)
    it(`look as they should, and axe finds nothing: ${name}`, async () => {
      const { page, host } = await open(language, { theme });
      await host.setStatus({ receipt: RULES });
      await page.keyboard.type('/re');
      await found(host, language === ENGLISH ? OFFERS : CHINESE_OFFERS);
      await page.getByRole('option').first().waitFor();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Runtime.evaluate', { expression: axe.source });
      const results = await page.evaluate(
        () => (window as unknown as { axe: typeof axe }).axe.run() as Promise<AxeResults>,
      );
      assert.deepEqual(
        results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      );
      await screenshot(page, `composer-commands-${name}`);
    });
});
