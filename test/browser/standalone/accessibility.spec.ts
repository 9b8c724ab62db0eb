import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { ContextUse } from '../../../src/core/chat/contextUse.ts';
import { screenshot } from '../support/artifacts.ts';
import { createChatHost } from './support/chatHost.ts';
import { fullConversation, sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import type { MediaPageOptions } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';
import type { ThemeName } from './support/theme.ts';
import { usageSample } from './support/usageSample.ts';

const THEMES: readonly ThemeName[] = ['darkModern', 'lightModern', 'highContrast', 'highContrastLight'];

const NEARLY_FULL: ContextUse = {
  windowTokens: 32_768,
  instructionTokens: 300,
  conversationTokens: 19_000,
  reservedTokens: 8192,
  canCompact: true,
  tokensPerShare: [1, 1, 1, 1, 1, 1],
};

/** Fails with what axe finds wrong with the page as it is shown now. */
async function assertAccessible(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  // The policy forbids `eval`, but not the tools for developers.
  await devtools.send('Runtime.evaluate', { expression: axe.source });
  const { violations, passes } = await page.evaluate(
    () => (window as unknown as { axe: typeof axe }).axe.run() as Promise<AxeResults>,
  );
  assert.deepEqual(
    violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
    })),
    [],
  );
  assert.ok(
    passes.some(({ id }) => id === 'color-contrast'),
    'contrast was measured',
  );
}

describe('Accessibility', () => {
  const pages = mediaPages();

  for (const theme of THEMES) {
    for (const language of [ENGLISH, CHINESE]) {
      const name = `${theme}, ${language.language}`;
      const picture = `${theme}-${language.language}`;
      const side: MediaPageOptions = { name: 'chat', surface: 'sidebar', theme, height: 1600 };

      it(`of a chat: ${name}`, async () => {
        const chat = await pages.open(side);
        const host = createChatHost(chat, language);
        await host.show({ session: fullConversation(language), status: { context: NEARLY_FULL } });
        await chat.page.locator('.reasoning > summary').first().click();
        await screenshot(chat.page, `chat-${picture}`);
        await assertAccessible(chat.page);
      });

      it(`of the first minute: ${name}`, async () => {
        const chat = await pages.open({ ...side, height: 760 });
        await createChatHost(chat, language).show({ status: { modelLabel: '' } });
        await screenshot(chat.page, `first-minute-${picture}`);
        await assertAccessible(chat.page);
      });

      it(`of the usage page: ${name}`, async () => {
        const usage = await pages.open({
          name: 'usage',
          surface: 'editor',
          theme,
          width: 1000,
          height: 1100,
        });
        await usage.post({ type: 'report', report: usageSample(), ...language });
        await usage.page.locator('.usage').waitFor();
        await usage.page.locator('.bar').last().focus();
        await screenshot(usage.page, `usage-${picture}`);
        await assertAccessible(usage.page);
      });
    }

    it(`of a running answer with the menu open: ${theme}`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'editor', theme, width: 900 });
      const host = createChatHost(chat, ENGLISH);
      const chats = ['Discounts', 'Stock of the shop', ''].map((title, id) => ({ id: String(id), title }));
      const session = sessionOf([turnOf('turn-0', 'Explain'), turnOf('turn-1', 'Go on')], '1');
      await host.show({ session, status: { chats } });
      await host.emit({ type: 'reasoning-delta', turnId: 'turn-0', text: 'First, the steps.' });
      await chat.page.getByRole('textbox').fill('Meanwhile');
      await chat.page.getByRole('button', { name: 'Chats' }).click();
      await screenshot(chat.page, `running-${theme}`);
      await assertAccessible(chat.page);
    });
  }
});
