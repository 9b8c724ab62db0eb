import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { SessionState, Turn } from '../../../src/core/chat/session.ts';
import { serializeChat } from '../../../src/protocol/chatFile.ts';
import { eventually } from '../../browser/support/eventually.ts';
import { openInkstone } from '../../browser/support/openInkstone.ts';
import { quickInputBox, quickPickRows, runCommand } from '../../browser/support/quickInput.ts';
import { onlyContent, showActivity, viewContent } from '../../browser/support/webview.ts';
import { median, type Row } from '../row.ts';
import { appearance, expectAppearance } from './appearance.ts';

const CHATS = 5000;
const MESSAGES = 1000;
const ROUNDS = 9;
const SEARCH = 'Inkstone: Search Chats…';
const LONG = 'The long chat';
const LAST_WORD = 'the-last-word';

/** What somebody who has used Inkstone for years waits for: a search of all chats, and a long one that is opened. */
export async function measureChats(vsix: string): Promise<readonly Row[]> {
  const window = await openInkstone({ vsix });
  try {
    const { page } = window;
    const folder = path.join(window.server.dataFolder, 'data/User/globalStorage/inkstone.inkstone/chats');
    await showActivity(page, 'Inkstone');
    await viewContent(page).getByRole('textbox').waitFor();
    // Chats as they were kept before they had journals: the list takes them over, and seals them with the user's key.
    writeOldChats(folder);
    await runCommand(page, SEARCH);
    await eventually(
      'all chats to be taken over',
      async () => readdirSync(folder).filter((name) => name.endsWith('.json')).length,
      (left) => left === 0,
      300_000,
    );
    await recordInputs(page);
    const box = quickInputBox(page);
    await page.locator('.quick-input-widget .monaco-progress-container.done').waitFor({
      state: 'attached',
      timeout: 300_000,
    });
    const searches: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await box.fill('in no chat at all');
      await quickPickRows(page).first().waitFor({ state: 'detached' });
      const wanted = Math.floor((CHATS / ROUNDS) * (round + 0.5));
      await expectAppearance(page, titleOf(wanted));
      await box.selectText();
      await page.keyboard.insertText(`${rareWord(wanted)} reads`);
      searches.push((await appearance(page, titleOf(wanted))) - (await actedAt(page)));
    }
    await page.keyboard.press('Escape');

    const openings: number[] = [];
    const chat = onlyContent(page);
    for (let round = 0; round < ROUNDS; round++) {
      await openChat(page, titleOf(round), rareWord(round));
      await chat.locator('article.turn', { hasText: rareWord(round) }).waitFor();
      await expectAppearance(chat, LAST_WORD);
      await openChat(page, LONG, LONG);
      openings.push((await appearance(chat, LAST_WORD)) - (await actedAt(page)));
    }
    return [
      {
        what: `Search of ${CHATS.toLocaleString('en')} chats: key to the found chat on the screen`,
        value: median(searches),
        unit: 'ms',
        budget: 50,
        note: `the editor’s own list included; ${Math.min(...searches).toFixed(0)} to ${Math.max(...searches).toFixed(0)}`,
      },
      {
        what: `Chat of ${MESSAGES.toLocaleString('en')} messages: Enter to its end on the screen`,
        value: median(openings),
        unit: 'ms',
        budget: 300,
        note: `${Math.min(...openings).toFixed(0)} to ${Math.max(...openings).toFixed(0)}`,
      },
    ];
  } finally {
    await window.close();
  }
}

/** Leaves the time of the Enter that opens it in the page. */
async function openChat(page: Page, title: string, query: string): Promise<void> {
  await runCommand(page, SEARCH);
  await quickInputBox(page).fill(query);
  await eventually(
    title,
    () => quickPickRows(page).allInnerTexts(),
    (rows) => rows.length === 1 && rows[0]!.startsWith(title),
  );
  await page.keyboard.press('Enter');
}

/** Keeps when the user last wrote into a field of the editor's, or pressed Enter. */
async function recordInputs(page: Page): Promise<void> {
  await page.evaluate(() => {
    const record = ({ timeStamp }: Event): void => {
      document.body.dataset.actedAt = String(performance.timeOrigin + timeStamp);
    };
    window.addEventListener('input', record, { capture: true });
    window.addEventListener('keydown', record, { capture: true });
  });
}

async function actedAt(page: Page): Promise<number> {
  return Number(await page.locator('body').getAttribute('data-acted-at'));
}

const titleOf = (chat: number): string => `Chat number ${chat}.`;

/** It stands in this chat only. */
const rareWord = (chat: number): string => `rare${String(chat).padStart(4, '0')}x`;

function writeOldChats(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (session: SessionState): void =>
    writeFileSync(path.join(folder, `${session.id}.json`), serializeChat(session));
  for (let chat = 0; chat < CHATS - 1; chat++)
    write(sessionOf(`chat-${chat}`, titleOf(chat), [turnOf(chat, `${prose(chat, 150)} ${rareWord(chat)}`)]));
  const turns = Array.from({ length: MESSAGES / 2 }, (_, turn) =>
    turnOf(turn, `${prose(turn, 60)}\n\n\`\`\`ts\nconst total${turn} = sum(values);\n\`\`\`\n`),
  );
  const last = turnOf(MESSAGES / 2 - 1, `${prose(1, 60)}\n\n${LAST_WORD}`);
  write(sessionOf('long', LONG, [...turns.slice(0, -1), last]));
}

function sessionOf(id: string, title: string, turns: readonly Turn[]): SessionState {
  const linked = turns.map((turn, index) => ({
    ...turn,
    ...(index > 0 && { parentId: turns[index - 1]!.id }),
  }));
  return { id, title, createdAt: 1, turns: linked, preferred: [], queue: [] };
}

function turnOf(number: number, text: string): Turn {
  return {
    id: `turn-${number}`,
    purpose: 'chat',
    question: { text: prose(number + 7, 20), references: [] },
    answer: { text, reasoning: '', status: 'complete', modelLabel: 'test-model' },
  };
}

const WORDS =
  'who reads a value writes it once more and sums the list where each file keeps what it had'.split(' ');

/** So many words, the same for the same number; each ninth is one of a thousand. */
function prose(number: number, words: number): string {
  return Array.from({ length: words }, (_, index) => {
    const place = (number * 7919 + index * 104_729) % 1000;
    return index % 9 === 8 ? `name${place}` : (WORDS[place % WORDS.length] ?? '');
  }).join(' ');
}
