import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CDPSession, Locator } from 'playwright-core';
import { type ChatHost, createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH, type PageLanguage } from './support/languages.ts';
import type { MediaPage } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';

/** An Enter that the input method has taken, as browsers pass it on. */
const TAKEN_ENTER = { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 } as const;

describe('The composer', () => {
  const pages = mediaPages();

  interface OpenComposer {
    readonly chat: MediaPage;
    readonly host: ChatHost;
    readonly input: Locator;
  }

  async function open(language: PageLanguage = ENGLISH): Promise<OpenComposer> {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, language);
    await chat.page.clock.install();
    await host.show();
    const input = chat.page.getByRole('textbox');
    await input.focus();
    return { chat, host, input };
  }

  async function compose(devtools: CDPSession, ...steps: readonly string[]): Promise<void> {
    for (const text of steps) {
      await devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
  }

  it('sends composed Chinese text once, by the Enter after the one that confirms the candidate', async () => {
    const { chat, host, input } = await open(CHINESE);
    const devtools = await chat.page.context().newCDPSession(chat.page);
    await compose(devtools, 'n', 'ni', 'ni h', 'ni hao');
    await devtools.send('Input.dispatchKeyEvent', TAKEN_ENTER);
    assert.equal(await input.inputValue(), 'ni hao');
    await devtools.send('Input.insertText', { text: '你好' });
    await devtools.send('Input.dispatchKeyEvent', { ...TAKEN_ENTER, type: 'keyUp' });
    assert.equal(await input.inputValue(), '你好');
    assert.deepEqual(await host.intents(), []);
    await chat.page.clock.runFor(400);
    await input.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'send', text: '你好' }]);
    assert.equal(await input.inputValue(), '');
  });

  it('does not send on the Enter of an input method that ends the composition first', async () => {
    const { chat, host, input } = await open(CHINESE);
    const devtools = await chat.page.context().newCDPSession(chat.page);
    await compose(devtools, 'ni', 'ni hao');
    await chat.page.clock.pauseAt(Date.now() + 60_000);
    await devtools.send('Input.insertText', { text: '你好' });
    await devtools.send('Input.dispatchKeyEvent', TAKEN_ENTER);
    assert.deepEqual(await host.intents(), []);
    assert.equal(await input.inputValue(), '你好');
  });

  it('makes a new line with Shift+Enter and sends with Enter', async () => {
    const { chat, host, input } = await open();
    await chat.page.keyboard.type('one');
    const height = (await input.boundingBox())?.height ?? 0;
    await chat.page.keyboard.press('Shift+Enter');
    await chat.page.keyboard.type('two');
    assert.equal(await input.inputValue(), 'one\ntwo');
    assert.ok(((await input.boundingBox())?.height ?? 0) > height + 10, 'it has grown by a line');
    assert.deepEqual(await host.intents(), []);
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await host.intents(), [{ type: 'send', text: 'one\ntwo' }]);
  });

  it('stops a running answer with Escape and keeps what was typed meanwhile', async () => {
    const { chat, host, input } = await open();
    await chat.page.keyboard.press('Escape');
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain')]) });
    await chat.page.keyboard.type('next question');
    await chat.page.keyboard.press('Escape');
    assert.deepEqual(await host.intents(), [{ type: 'stop' }]);
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'stopped' });
    assert.equal(await input.inputValue(), 'next question');
    await chat.page.keyboard.press('Enter');
    assert.deepEqual((await host.intents()).at(-1), { type: 'send', text: 'next question' });
  });

  it('says why it does not send, and keeps the text', async () => {
    const { chat, host, input } = await open();
    await input.press('Enter');
    await chat.page.getByText('Write a question first.').waitFor();
    await host.show({ status: { modelLabel: '' } });
    await input.fill('question');
    await input.press('Enter');
    await chat.page.getByText('Choose a model first').waitFor();
    assert.equal(await input.inputValue(), 'question');
    assert.deepEqual(await host.intents(), []);
  });

  it('keeps the text, the focus and the open composition while an answer grows', async () => {
    const { chat, host, input } = await open(CHINESE);
    const devtools = await chat.page.context().newCDPSession(chat.page);
    await host.show({ session: sessionOf([turnOf('turn-0', '解释')]) });
    await compose(devtools, 'ni');
    await host.emit({ type: 'text-delta', turnId: 'turn-0', text: '这是 **第一** 段' });
    await compose(devtools, 'ni h');
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
    await devtools.send('Input.insertText', { text: '你好' });
    assert.equal(await input.inputValue(), '你好');
  });

  it('puts a text of the host after what is there', async () => {
    const { chat, host, input } = await open();
    await input.fill('Explain:');
    await host.post({ type: 'compose', text: 'const a = 1;' });
    await host.post({ type: 'focus-composer' });
    await host.show();
    assert.equal(await input.inputValue(), 'Explain:\nconst a = 1;');
    await chat.page.keyboard.type('!');
    assert.equal(await input.inputValue(), 'Explain:\nconst a = 1;!');
  });
});
