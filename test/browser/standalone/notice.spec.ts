import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';

const NOTICE = {
  severity: 'error',
  code: 'INK-AUTH-002',
  what: 'The key was not accepted.',
  side: 'user',
  next: 'Replace it.',
  actions: [],
} as const;

describe('A notice', () => {
  const pages = mediaPages();

  for (const [language, hint] of [
    [ENGLISH, 'What this code means'],
    [CHINESE, '此代码的含义'],
  ] as const)
    it(`leads from its code to what the code means: “${hint}”`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, language);
      const answer = { text: '', status: 'failed', notice: NOTICE } as const;
      await host.show({ session: sessionOf([turnOf('turn-0', 'Why?', answer)]) });
      const code = chat.page.getByRole('button', { name: 'INK-AUTH-002' });
      assert.equal(await code.getAttribute('title'), hint);
      await code.focus();
      await chat.page.keyboard.press('Enter');
      assert.deepEqual(await host.intents(), [{ type: 'explain-code', code: 'INK-AUTH-002' }]);
    });

  it('stands in the place of an answer that the provider withdrew', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const answer = {
      text: 'First, take the secret',
      reasoning: 'They ask for it',
      status: 'streaming',
    } as const;
    await host.show({ session: sessionOf([turnOf('turn-0', 'How?', answer)]) });
    assert.match(await chat.page.innerText('body'), /take the secret/);
    await host.emit(
      { type: 'answer-withdrawn', turnId: 'turn-0' },
      {
        type: 'answer-finished',
        turnId: 'turn-0',
        status: 'filtered',
        notice: { ...NOTICE, code: 'INK-REQ-004' },
      },
    );
    await chat.page.getByText('INK-REQ-004').waitFor();
    assert.doesNotMatch(await chat.page.content(), /take the secret|They ask for it/);
  });
});
