import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Receipt } from '../../../src/core/chat/receipt.ts';
import { type PanelIntent, panelIntent } from '../../../src/protocol/panelMessages.ts';
import { temporaryFolder } from '../../vscode-server/temporaryFolder.ts';
import { screenshot } from '../support/artifacts.ts';
import { type ChatHost, createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH, type PageLanguage } from './support/languages.ts';
import type { MediaPage, MediaPageOptions } from './support/mediaPage.ts';
import { mediaPages } from './support/mediaPages.ts';

interface Drawing {
  readonly type: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Every pixel another one, so that nothing of it can be compressed. */
  readonly isNoise?: boolean;
}

const PHOTO: Drawing = { type: 'image/jpeg', name: 'beach.jpg', width: 3200, height: 1600 };
const SHOT: Drawing = { type: 'image/png', name: 'image.png', width: 640, height: 400 };

type Attached = Extract<PanelIntent, { type: 'attach-picture' }>;

/** Runs in the page: what an editor of pictures would put on the clipboard. */
async function draw({ type, name, width, height, isNoise }: Drawing): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const colours = context.createLinearGradient(0, 0, width, height);
  colours.addColorStop(0, '#e07a3f');
  colours.addColorStop(1, '#2a6fb0');
  context.fillStyle = colours;
  context.fillRect(0, 0, width, height);
  if (isNoise) {
    const noise = context.createImageData(width, height);
    for (let at = 0; at < noise.data.length; at += 65_536)
      crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
    context.putImageData(noise, 0, 0);
  }
  return new File([await canvas.convertToBlob({ type })], name, { type });
}

describe('Pictures in the composer', () => {
  const pages = mediaPages();

  interface OpenComposer {
    readonly chat: MediaPage;
    readonly page: Page;
    readonly host: ChatHost;
    paste(drawings: readonly Drawing[], text?: string): Promise<boolean>;
    /** What was attached, once there are so many. */
    attached(count: number): Promise<readonly Attached[]>;
  }

  async function open(
    language: PageLanguage = ENGLISH,
    options: Partial<MediaPageOptions> = {},
  ): Promise<OpenComposer> {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar', ...options });
    const { page } = chat;
    const host = createChatHost(chat, language);
    await host.show();
    await page.evaluate(`globalThis.draw = ${draw}`);
    return {
      chat,
      page,
      host,
      paste: (drawings, text = '') =>
        page.evaluate(
          async ([wanted, words]) => {
            const make = (globalThis as unknown as { draw: typeof draw }).draw;
            const clipboardData = new DataTransfer();
            for (const drawing of wanted) clipboardData.items.add(await make(drawing));
            if (words) clipboardData.setData('text/plain', words);
            const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
            document.querySelector('textarea')!.dispatchEvent(event);
            return event.defaultPrevented;
          },
          [drawings, text] as const,
        ),
      async attached(count) {
        await page.waitForFunction(
          (wanted) =>
            (window as unknown as { sentToHost: readonly PanelIntent[] }).sentToHost.filter(
              ({ type }) => type === 'attach-picture',
            ).length >= wanted,
          count,
        );
        const intents = (await host.intents()).filter((intent) => intent.type === 'attach-picture');
        for (const intent of intents) assert.ok(panelIntent().safeParse(intent).success);
        return intents;
      },
    };
  }

  const receiptOf = (pictures: readonly Attached[], note?: string): Receipt => ({
    parts: [
      { kind: 'instructions', label: 'Instructions of Inkstone', tokens: 210 },
      ...pictures.map(({ label, thumbnail }, index) => ({
        id: `p${index}`,
        kind: 'picture' as const,
        label,
        thumbnail,
        ...(index === 0 && { tokens: 1590 }),
        ...(note && { note }),
      })),
    ],
    isWithoutEarlier: false,
    hidden: [],
    maxTokens: 100_000,
  });

  it('are taken from the clipboard, made as small as a model reads them', async () => {
    const { chat, paste, attached } = await open();
    assert.equal(await paste([PHOTO, SHOT]), true);
    const [photo, shot] = await attached(2);
    assert.deepEqual(
      [photo?.label, photo?.picture.mediaType, photo?.picture.width, photo?.picture.height],
      ['beach.jpg', 'image/jpeg', 1568, 784],
    );
    assert.deepEqual(
      [shot?.label, shot?.picture.mediaType, shot?.picture.width, shot?.picture.height],
      ['Pasted picture', 'image/png', 640, 400],
    );
    assert.deepEqual(chat.takeErrors(), []);
    assert.deepEqual(chat.takeRequests(), []);
  });

  it('become a JPEG where a PNG would be too large', async () => {
    const { paste, attached } = await open();
    await paste([{ ...SHOT, width: 1200, height: 1200, isNoise: true }]);
    const [picture] = await attached(1);
    assert.equal(picture?.picture.mediaType, 'image/jpeg');
  });

  it('are left alone where the clipboard has text: a table is copied as both', async () => {
    const { host, paste } = await open();
    assert.equal(await paste([SHOT], 'a\tb'), false);
    assert.deepEqual(await host.intents(), []);
  });

  it('are dropped on the composer', async () => {
    const { chat, page, attached } = await open();
    const file = path.join(temporaryFolder('p'), 'shot.webp');
    const base64 = await page.evaluate(
      async (drawing) => {
        const drawn = await (globalThis as unknown as { draw: typeof draw }).draw(drawing);
        return btoa(String.fromCharCode(...new Uint8Array(await drawn.arrayBuffer())));
      },
      { ...SHOT, type: 'image/webp' },
    );
    writeFileSync(file, Buffer.from(base64, 'base64'));
    const box = (await page.locator('.composer-box').boundingBox())!;
    const devtools = await page.context().newCDPSession(page);
    const drag = (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<unknown> =>
      devtools.send('Input.dispatchDragEvent', {
        type,
        x: box.x + 20,
        y: box.y + 10,
        data: { items: [], files: [file], dragOperationsMask: 1 },
      });
    await drag('dragEnter');
    await drag('dragOver');
    await page.locator('.composer.is-dropped-on').waitFor();
    await screenshot(page, 'pictures-dropping');
    await drag('drop');
    const [picture] = await attached(1);
    assert.deepEqual([picture?.label, picture?.picture.mediaType], ['shot.webp', 'image/png']);
    assert.equal(await page.locator('.composer.is-dropped-on').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
    assert.deepEqual(chat.takeErrors(), []);
  });

  it('are refused with the reason: another kind, too large, damaged, too many', async () => {
    const { page, host, paste, attached } = await open();
    const refused = (reason: string): Promise<void> =>
      page.locator('#composer-hint.refusal', { hasText: reason }).waitFor();
    const pasteFile = (name: string, type: string, bytes: number): Promise<void> =>
      page.evaluate(
        ([fileName, fileType, size]) => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([new Uint8Array(size)], fileName, { type: fileType }));
          document
            .querySelector('textarea')!
            .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        },
        [name, type, bytes] as const,
      );
    await pasteFile('a.svg', 'image/svg+xml', 10);
    await refused('Only PNG, JPEG, WebP and GIF pictures can go along.');
    await pasteFile('a.png', 'image/png', 21 * 1024 * 1024);
    await refused('A picture can have 20 MB at most.');
    await pasteFile('broken.png', 'image/png', 10);
    await refused('broken.png cannot be read as a picture.');
    assert.deepEqual(await host.intents(), []);
    await paste(Array.from({ length: 7 }, () => SHOT));
    await refused('5 pictures can go with a question at most.');
    const pictures = await attached(5);
    assert.equal(pictures.length, 5);
    await host.setStatus({ receipt: receiptOf(pictures) });
    await page.locator('.chips .thumbnail').nth(4).waitFor();
    await page.keyboard.press('Shift');
    await page.getByRole('textbox').fill('x');
    await paste([SHOT]);
    await refused('5 pictures can go with a question at most.');
    assert.equal((await attached(5)).length, 5);
  });

  it('can be taken out by the keyboard, and say what they cost where that is known', async () => {
    const { page, host, paste, attached } = await open();
    await paste([PHOTO, SHOT]);
    await host.setStatus({ receipt: receiptOf(await attached(2)) });
    await page
      .getByText('About 1,800 tokens will be sent')
      .or(page.getByText('About 1.8k tokens will be sent'))
      .click();
    await page.locator('.receipt-rows').getByText('tokens unknown').waitFor();
    await page.locator('.chips').getByRole('button', { name: 'Take out beach.jpg' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(
      (await host.intents()).filter(({ type }) => type === 'remove-context'),
      [{ type: 'remove-context', id: 'p0' }],
    );
  });

  for (const theme of ['darkModern', 'lightModern', 'highContrast'] as const)
    for (const language of [ENGLISH, CHINESE])
      it(`are accessible: ${theme}, ${language.language}`, async () => {
        const { chat, page, host, paste, attached } = await open(language, {
          theme,
          width: 340,
          height: 700,
        });
        await paste([PHOTO, SHOT]);
        const pictures = await attached(2);
        const note = language === CHINESE ? 'GLM-5.2 看不了图片。' : 'GLM-5.2 cannot see pictures.';
        const turn = turnOf('turn-0', language === CHINESE ? '这两张图是什么？' : 'What are these two?', {
          text: 'A gradient.',
          status: 'complete',
        });
        await host.show({
          session: {
            ...sessionOf([{ ...turn, question: { ...turn.question, pictures } }]),
            queue: [
              { id: 'q', question: { text: '1 + 1 = ?', references: [], pictures: pictures.slice(0, 1) } },
            ],
          },
          status: { receipt: receiptOf(pictures, note) },
        });
        await page.locator('.composer .receipt > summary').click();
        const alts = await page
          .getByRole('img')
          .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).alt));
        assert.equal(alts.filter((alt) => alt.startsWith('beach.jpg')).length, 3);
        assert.equal(await page.locator('.queued-question .pictures img').count(), 1);
        const widths = await page
          .locator('img.thumbnail')
          .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth));
        assert.deepEqual(widths, [240, 240, 240, 240, 240]);
        await screenshot(page, `pictures-${theme}-${language.language}`);
        const devtools = await page.context().newCDPSession(page);
        await devtools.send('Runtime.evaluate', { expression: axe.source });
        const { violations } = await page.evaluate(
          () => (window as unknown as { axe: typeof axe }).axe.run() as Promise<AxeResults>,
        );
        assert.deepEqual(
          violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => target) })),
          [],
        );
        assert.deepEqual(chat.takeErrors(), []);
      });
});
