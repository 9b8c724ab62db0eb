import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { editorText } from './support/editor.ts';
import { eventually } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { quickInputBox, runCommand } from './support/quickInput.ts';
import { viewContent } from './support/webview.ts';

const GUIDE =
  '# Operations\n\n## Backups\n\nBackups are made every night at three, and kept for ninety days.\n';
const HANDBOOK = '# 运维手册\n\n## 备份\n\n备份在每天凌晨三点进行，保留九十天。\n';
const ANSWER = 'They are kept for **ninety days** [ref_1].';

for (const words of [
  {
    language: 'English',
    picture: 'documents-en',
    command: 'Inkstone: Ask the Documents…',
    question: 'How long are backups kept?',
    passage: 'Operations › Backups',
    place: 'docs/guide.md:5',
    line: 'Backups are made every night',
    sources: 'Sources',
    other: '@docs How do I bake sourdough bread?',
    nothing: 'Nothing about this was found in 2 documents. Nothing was sent.',
    theme: 'Default Dark Modern',
  },
  {
    language: 'Chinese',
    locale: 'zh-cn',
    picture: 'documents-zh-cn',
    command: 'Inkstone: 向文档提问…',
    question: '备份保留多久？',
    passage: '运维手册 › 备份',
    place: 'docs/手册.md:5',
    line: '备份在每天凌晨三点进行',
    sources: '来源',
    other: '@docs 怎么做红烧肉？',
    nothing: '在 2 个文档中没有找到相关内容。未发送任何内容。',
    theme: 'Default Light Modern',
  },
] as const)
  suite(`A question to the documents (${words.language})`, () => {
    let model: ModelServer;
    before(async () => {
      model = await startModelServer();
    });
    after(() => model.close());
    const window = inkstoneWindow(() => ({
      files: {
        'docs/guide.md': GUIDE,
        'docs/手册.md': HANDBOOK,
        'docs/secret.md': 'Backups are under the mat.',
        '.gitignore': 'secret.md\n',
      },
      ...('locale' in words && { locale: words.locale }),
      settings: {
        'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
        'inkstone.model': 'test/test-model',
        'workbench.colorTheme': words.theme,
      },
      size: { width: 1280, height: 800 },
    }));

    test('is answered from the best passages, whose links open the editor at their lines', async () => {
      const { page } = window;
      model.script({ text: ANSWER });
      await runCommand(page, words.command);
      await quickInputBox(page).fill(words.question);
      await quickInputBox(page).press('Enter');
      const chat = viewContent(page);
      const turn = chat.locator('article.turn[data-status="complete"]');
      await turn.waitFor();
      assert.equal(model.requests.length, 1);
      const sent = JSON.stringify(model.requests[0]!.body);
      assert.match(sent, /Passage \[ref_1\]/);
      assert.ok(sent.includes(words.line));
      assert.ok(!sent.includes('under the mat'));
      const list = turn.getByRole('list', { name: words.sources });
      const link = list.getByRole('link', { name: words.passage });
      assert.ok((await list.textContent())?.includes(words.place));
      await screenshot(page, words.picture);
      await link.focus();
      await page.keyboard.press('Enter');
      await page.getByText('Ln 5, Col 1').waitFor();
      await eventually(
        'the document in the editor',
        () => editorText(page),
        (text) => text.includes(words.line),
      );
    });

    test('that they say nothing about is sent to nobody, and the chat says so', async () => {
      const { page } = window;
      const composer = viewContent(page).getByRole('textbox');
      await composer.fill(words.other);
      await composer.press('Enter');
      await viewContent(page).getByText(words.nothing).waitFor();
      assert.equal(model.requests.length, 1);
      await screenshot(page, `${words.picture}-nothing`);
    });
  });
