import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { fullConversation, sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';
import { usageSample } from './support/usageSample.ts';

/** A side bar at its narrowest, and a usual one of 420 px when everything is shown twice as large. */
const NARROW = [
  { what: '250 px wide', width: 250, height: 700, scale: 1 },
  { what: 'at twice the size', width: 210, height: 380, scale: 2 },
] as const;

/** What reaches out of the window to a side, other than inside what scrolls by itself. */
const wider = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const isSideways = (element: Element): boolean =>
      element.scrollWidth > element.clientWidth &&
      getComputedStyle(element).overflowX !== 'visible' &&
      getComputedStyle(element).textOverflow !== 'ellipsis';
    const scrolls = 'pre, .table, .table-scroller, .visually-hidden, .facts';
    const all = [...document.querySelectorAll('html, body, body *')];
    return all
      .filter((element) => !element.closest(scrolls) || element.matches(scrolls))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        const isOut = right > innerWidth + 0.5 || left < -0.5;
        return isOut || (isSideways(element) && !element.matches(scrolls));
      })
      .map((element) => `${element.localName}.${element.className}`);
  });

describe('Without scrolling sideways', () => {
  const pages = mediaPages();

  for (const { what, width, height, scale } of NARROW) {
    for (const language of [ENGLISH, CHINESE]) {
      const name = `${what}, ${language.language}`;
      const picture = `${width}px-${language.language}`;

      it(`a chat is read ${name}`, async () => {
        const chat = await pages.open({ name: 'chat', surface: 'sidebar', width, height, scale });
        const host = createChatHost(chat, language);
        const title = 'A chat with a title that is much longer than a narrow side bar is wide';
        const chats = [{ id: 'chat', title }];
        await host.show({ session: fullConversation(language), status: { modelLabel: title, chats } });
        await screenshot(chat.page, `chat-${picture}`);
        assert.deepEqual(await wider(chat.page), []);
        await chat.page.locator('[aria-haspopup="menu"]').first().click();
        assert.deepEqual(await wider(chat.page), []);
      });

      it(`the first minute is read ${name}`, async () => {
        const chat = await pages.open({ name: 'chat', surface: 'sidebar', width, height, scale });
        await createChatHost(chat, language).show({ status: { modelLabel: '' } });
        await screenshot(chat.page, `first-minute-${picture}`);
        assert.deepEqual(await wider(chat.page), []);
        const heading = await chat.page.locator('.doors > .welcome-title').boundingBox();
        const strip = await chat.page.locator('.title-strip').boundingBox();
        assert.ok(heading && strip && heading.y >= strip.height, 'it is read from its beginning');
      });

      it(`the usage page is read ${name}`, async () => {
        const usage = await pages.open({ name: 'usage', surface: 'editor', width, height, scale });
        await usage.post({ type: 'report', report: usageSample(), ...language });
        await usage.page.locator('.usage').waitFor();
        await screenshot(usage.page, `usage-${picture}`);
        assert.deepEqual(await wider(usage.page), []);
      });
    }
  }

  for (const width of [250, 300])
    for (const language of [ENGLISH, CHINESE])
      it(`the title of a pinned chat can be read ${width} px wide, ${language.language}`, async () => {
        const chat = await pages.open({ name: 'chat', surface: 'sidebar', width, height: 700 });
        const title = language === ENGLISH ? 'Discounts of the shop' : '商店的折扣是怎样计算的';
        const { turns, ...session } = fullConversation(language);
        const forked = [...turns, { ...turnOf('again', 'Again?', { status: 'complete' }) }];
        await createChatHost(chat, language).show({
          session: { ...session, title, turns: forked, isPinned: true },
          status: { modelLabel: 'DeepSeek V4 Flash', chats: [{ id: 'chat', title, isPinned: true }] },
        });
        await screenshot(chat.page, `pinned-${width}px-${language.language}`);
        assert.deepEqual(await wider(chat.page), []);
        const text = chat.page.locator('.chat-title-text');
        assert.equal(await text.evaluate((shown) => shown.scrollWidth <= shown.clientWidth), true);
        const model = chat.page.locator('.model-button .button-label');
        assert.equal(await model.evaluate((shown) => shown.clientWidth >= 60), true);
      });

  it('what is wide scrolls by itself', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', width: 250 });
    const row = '| one | two | three | four | five | six |\n';
    const text = `${row}${row.replace(/\w+/g, '--')}${row}\n\`\`\`\n${row.repeat(2)}\`\`\``;
    const session = sessionOf([turnOf('wide', 'Widely', { text, status: 'complete' })]);
    await createChatHost(chat, ENGLISH).show({ session });
    assert.deepEqual(await wider(chat.page), []);
    for (const wide of ['.table', 'pre']) {
      await chat.page.locator(wide).focus();
      await chat.page.keyboard.press('ArrowRight');
      await chat.page.waitForFunction((name) => document.querySelector(name)?.scrollLeft, wide);
    }
  });
});
