import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { type ChatHost, createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { ENGLISH } from './support/languages.ts';
import type { MediaPage } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';

interface Place {
  readonly top: number;
  /** How much there is below what is seen. */
  readonly below: number;
}

const placeIn = (page: Page): Promise<Place> =>
  page.locator('.scroller').evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    top: scrollTop,
    below: scrollHeight - clientHeight - scrollTop,
  }));

const isAtEnd = ({ below }: Place): boolean => below < 1;

const PARAGRAPH = 'A paragraph that is long enough to take up more than one line of a narrow side bar.\n\n';
const LONG = PARAGRAPH.repeat(40);

describe('The transcript', () => {
  const pages = mediaPages();

  async function openLongChat(): Promise<{ chat: MediaPage; host: ChatHost }> {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const past = ['1', '2', '3'].map((id) =>
      turnOf(id, `Question ${id}`, { text: LONG, status: 'complete' }),
    );
    await host.show({ session: sessionOf([...past, turnOf('turn-0', 'Go on')]) });
    return { chat, host };
  }

  const more = (host: ChatHost, text = PARAGRAPH): Promise<void> =>
    host.emit({ type: 'text-delta', turnId: 'turn-0', text });

  async function scrollUp({ page }: MediaPage): Promise<Place> {
    await page.locator('.scroller').hover();
    await page.mouse.wheel(0, -600);
    // Turns that come into view get their real height, so it is the distance to the end that tells.
    await eventually(
      'a place 600 px above the end',
      () => placeIn(page),
      ({ below }) => below > 595,
    );
    await jumpButton(page).waitFor();
    return placeIn(page);
  }

  const jumpButton = (page: Page) => page.getByRole('button', { name: 'Jump to latest' });

  it('opens at its end and stays there while an answer grows', async () => {
    const { chat, host } = await openLongChat();
    assert.ok(isAtEnd(await placeIn(chat.page)));
    for (const text of [PARAGRAPH, 'word', PARAGRAPH.repeat(30), '```ts\n', 'let a;\n'.repeat(50), '```\n']) {
      await more(host, text);
      assert.ok(isAtEnd(await placeIn(chat.page)), `at the end after ${text.slice(0, 20)}`);
    }
    assert.equal(await jumpButton(chat.page).isVisible(), false);
  });

  it('stays where the user has scrolled to, and offers the way back', async () => {
    const { chat, host } = await openLongChat();
    await more(host);
    const { top } = await scrollUp(chat);
    for (let count = 0; count < 5; count++) await more(host);
    assert.equal((await placeIn(chat.page)).top, top);
    await jumpButton(chat.page).click();
    await eventually('the end', () => placeIn(chat.page), isAtEnd);
    await jumpButton(chat.page).waitFor({ state: 'hidden' });
    await more(host);
    assert.ok(isAtEnd(await placeIn(chat.page)));
    assert.equal(
      await chat.page.getByRole('textbox').evaluate((box) => box === document.activeElement),
      true,
    );
  });

  it('is followed again once the user has scrolled back to the end', async () => {
    const { chat, host } = await openLongChat();
    await scrollUp(chat);
    await chat.page.mouse.wheel(0, 5000);
    await jumpButton(chat.page).waitFor({ state: 'hidden' });
    await more(host);
    assert.ok(isAtEnd(await placeIn(chat.page)));
  });

  it('goes to its end for a question that a command asked', async () => {
    const { chat, host } = await openLongChat();
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
    await scrollUp(chat);
    await host.emit({
      type: 'turn-started',
      turn: { ...turnOf('asked', 'Explain this code.'), parentId: 'turn-0' },
    });
    await eventually('the end', () => placeIn(chat.page), isAtEnd);
    assert.equal(await chat.page.getByRole('heading', { name: 'Explain this code.' }).isVisible(), true);
  });

  it('stays at its end when what is out of sight gets another height', async () => {
    const { chat, host } = await openLongChat();
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
    await host.emit({
      type: 'turn-started',
      turn: { ...turnOf('asked', 'Explain this code.'), parentId: 'turn-0' },
    });
    await chat.page
      .locator('.turn')
      .first()
      .evaluate((turn) => {
        (turn as HTMLElement).style.setProperty('display', 'none');
      });
    await eventually('the end', () => placeIn(chat.page), isAtEnd);
    await host.emit({ type: 'text-delta', turnId: 'asked', text: LONG });
    assert.ok(isAtEnd(await placeIn(chat.page)));
    assert.equal(await jumpButton(chat.page).isVisible(), false);
  });

  it('stays at its end when the view becomes lower or narrower', async () => {
    const { chat } = await openLongChat();
    await chat.page.setViewportSize({ width: 260, height: 400 });
    await eventually('the end', () => placeIn(chat.page), isAtEnd);
  });

  it('is where it was after the page was loaded anew, and so is the unsent text [F75]', async () => {
    const { chat, host } = await openLongChat();
    const session = sessionOf([turnOf('1', 'One', { text: LONG.repeat(3), status: 'complete' })]);
    await host.show({ session });
    await chat.page.getByRole('textbox').fill('Not sent yet:\n中文');
    const { top } = await scrollUp(chat);
    await chat.page.reload();
    await host.show({ session });
    assert.equal(await chat.page.getByRole('textbox').inputValue(), 'Not sent yet:\n中文');
    await eventually(
      'the same place',
      () => placeIn(chat.page),
      (place) => Math.abs(place.top - top) < 2,
    );
  });
});
