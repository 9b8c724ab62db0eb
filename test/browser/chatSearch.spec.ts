import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { eventually, insist } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { quickInputBox, quickPickRows, runCommand } from './support/quickInput.ts';
import { showActivity, viewContent } from './support/webview.ts';

for (const words of [
  {
    language: 'English',
    picture: 'chat-search-en',
    theme: 'Default Dark Modern',
    search: 'Inkstone: Search Chats…',
    newChat: 'Inkstone: New Chat',
    view: 'Inkstone',
    exchanges: [
      ['Where are discounts decided?', 'Discounts of a customer group stand in the **rebate table**.'],
      ['How is a date written?', 'Dates are written as ISO 8601 says.'],
    ],
    query: 'table rebate',
    excerpt: 'rebate table',
    pin: 'Pin',
    rename: 'Rename…',
    remove: 'Delete…',
    unpin: 'Unpin',
  },
  {
    language: 'Chinese',
    locale: 'zh-cn',
    picture: 'chat-search-zh-cn',
    theme: 'Default Light Modern',
    search: 'Inkstone: 搜索聊天…',
    newChat: 'Inkstone: 新建聊天',
    view: 'Inkstone',
    exchanges: [
      ['折扣在哪里决定？', '客户组的折扣写在**返利表**中。'],
      ['日期怎么写？', '日期按 ISO 8601 书写。'],
    ],
    query: '返利表 折扣',
    excerpt: '返利表',
    pin: '置顶',
    rename: '重命名…',
    remove: '删除…',
    unpin: '取消置顶',
  },
] as const)
  suite(`A search of the chats (${words.language})`, () => {
    let model: ModelServer;
    before(async () => {
      model = await startModelServer();
    });
    after(() => model.close());
    const window = inkstoneWindow(() => ({
      ...('locale' in words && { locale: words.locale }),
      settings: {
        'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
        'inkstone.model': 'test/test-model',
        'workbench.colorTheme': words.theme,
      },
    }));

    test('finds one by words of its answer, shows where they stand, and opens it without a mouse', async () => {
      const { page } = window;
      await showActivity(page, words.view);
      const chat = viewContent(page);
      for (const [question, answer] of words.exchanges) {
        await runCommand(page, words.newChat);
        await chat.locator('textarea:focus').waitFor();
        model.script({ text: answer });
        await chat.getByRole('textbox').fill(question);
        await page.keyboard.press('Enter');
        await chat.locator('.turn[data-status="complete"]', { hasText: question }).waitFor();
      }
      await runCommand(page, words.search);
      await eventually(
        'both chats',
        () => quickPickRows(page).count(),
        (count) => count === 2,
      );
      await quickInputBox(page).focus();
      await page.keyboard.type(words.query);
      await eventually(
        'the chat with these words, and the place where they stand',
        () => quickPickRows(page).allInnerTexts(),
        (rows) => rows.length === 1 && rows[0]!.includes(words.excerpt),
      );
      assert.doesNotMatch((await quickPickRows(page).allInnerTexts()).join(), /\*/);
      await screenshot(page, words.picture);
      await page.keyboard.press('Enter');
      await chat.locator('.turn', { hasText: words.exchanges[0][0] }).waitFor();
    });

    test('pins one without a mouse', async () => {
      const { page } = window;
      await runCommand(page, words.search);
      await eventually(
        'both chats',
        () => quickPickRows(page).count(),
        (count) => count === 2,
      );
      // The list, then the buttons of its row, among which the arrows walk.
      const focused = () => page.evaluate(() => document.activeElement?.ariaLabel);
      await insist(
        'a button after two tabs',
        async () => {
          await quickInputBox(page).focus();
          await page.keyboard.press('Tab');
          await page.keyboard.press('Tab');
        },
        async () => (await focused()) === words.pin,
      );
      for (const [key, label] of [
        ['ArrowRight', words.pin],
        ['ArrowRight', words.rename],
        ['ArrowLeft', words.remove],
        ['ArrowLeft', words.rename],
        ['Space', words.pin],
      ] as const) {
        await eventually(`the button ${label}`, focused, (shown) => shown === label);
        await page.keyboard.press(key);
      }
      await eventually(
        'a chat that is pinned',
        () => quickPickRows(page).locator(`[aria-label="${words.unpin}"]`).count(),
        (count) => count === 1,
      );
    });
  });
