import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf } from './support/conversations.ts';
import { CHINESE, ENGLISH } from './support/languages.ts';
import type { MarkdownProbe } from './support/markdownProbe.ts';
import { mediaPages } from './support/mediaPages.ts';

declare const markdownProbe: MarkdownProbe;

interface Case {
  readonly markdown: string;
  /** As GitHub writes it, with `a` for a way to a footnote and back. */
  readonly html: string;
}

/** What GitHub adds to CommonMark (https://github.github.com/gfm/), by what it is called there. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  tables: [
    {
      markdown:
        '| left | middle | right |\n|:--|:-:|--:|\n| a | `b\\|c` | **d** |\n| e |\n| f | g | h | i |\nj\n\nk',
      html: '<table><thead><tr><th align="left">left</th><th align="center">middle</th><th align="right">right</th></tr></thead><tbody><tr><td align="left">a</td><td align="center"><code>b|c</code></td><td align="right"><strong>d</strong></td></tr><tr><td align="left">e</td><td align="center"></td><td align="right"></td></tr><tr><td align="left">f</td><td align="center">g</td><td align="right">h</td></tr><tr><td align="left">j</td><td align="center"></td><td align="right"></td></tr></tbody></table><p>k</p>',
    },
    { markdown: '| a | b |\n| --- |\n', html: '<p>| a | b |\n| --- |</p>' },
    {
      markdown: '| a |\n|---|\n> quote',
      html: '<table><thead><tr><th>a</th></tr></thead></table><blockquote><p>quote</p></blockquote>',
    },
  ],
  'task lists': [
    {
      markdown: '- [ ] one\n- [x] two\n  - [X] three\n- [y] four\n- no [ ] five\n',
      html: '<ul><li><input> one</li><li><input checked> two<ul><li><input checked> three</li></ul></li><li>[y] four</li><li>no [ ] five</li></ul>',
    },
  ],
  strikethrough: [
    { markdown: '~~one~~ ~two~ ~~~three~~~ a~ b~', html: '<p><s>one</s> <s>two</s> ~~~three~~~ a~ b~</p>' },
    { markdown: 'This ~~has a\n\nnew paragraph~~.', html: '<p>This ~~has a</p><p>new paragraph~~.</p>' },
  ],
  autolinks: [
    {
      markdown: 'www.a.example/b?c=(d)). (www.a.example) www.a.example/&amp; www.a.example/a&copy;',
      html: '<p><a href="http://www.a.example/b?c=(d)">www.a.example/b?c=(d)</a>). (<a href="http://www.a.example">www.a.example</a>) <a href="http://www.a.example/">www.a.example/</a>&amp; <a href="http://www.a.example/a">www.a.example/a</a>©</p>',
    },
    {
      markdown:
        'http://a_b.c.example https://a.b_c x://a.example **https://a.example/_x_y** xhttp://a.example',
      html: '<p><a href="http://a_b.c.example">http://a_b.c.example</a> https://a.b_c x://a.example <strong><a href="https://a.example/_x_y">https://a.example/_x_y</a></strong> xhttp://a.example</p>',
    },
    {
      markdown: 'one.two-x_three+4@a.example. five@b- six@c.example_ [https://d.example](/e)',
      html: '<p><a href="mailto:one.two-x_three+4@a.example">one.two-x_three+4@a.example</a>. five@b- six@c.example_ <a href="/e">https://d.example</a></p>',
    },
    {
      markdown: '见https://a.example/路径，和（www.b.example）。',
      html: '<p>见<a href="https://a.example/%E8%B7%AF%E5%BE%84">https://a.example/路径</a>，和（www.b.example）。</p>',
    },
  ],
  footnotes: [
    {
      markdown:
        'One[^b], two[^1], one[^b], none[^x].\n\n[^1]: The *first*.\n\nBetween.\n\n[^b]:\n    > Quoted.\n\n        code\n[^unused]: Not shown.\n',
      html: '<p>One<sup><a>1</a></sup>, two<sup><a>2</a></sup>, one<sup><a>1</a></sup>, none[^x].</p><p>Between.</p><ol><li><blockquote><p>Quoted.</p></blockquote><pre><code>code</code></pre><a>↩</a></li><li><p>The <em>first</em>. <a>↩</a></p></li></ol>',
    },
  ],
  'link definitions that come late': [
    {
      markdown: '[one] and [two][1].\n\n- [one]\n\n> [1]: /two "Two"\n\n[one]: <https://one.example>\n',
      html: '<p><a href="https://one.example">one</a> and <a href="/two" title="Two">two</a>.</p><ul><li><a href="https://one.example">one</a></li></ul><blockquote></blockquote>',
    },
  ],
  'money that is no formula': [
    {
      markdown:
        'From $5 and $10 to **$20**, US$6 or $7/$8; `$a`, $HOME:$PATH, \\$x\\$.\n\n$$ is the process of this shell\n',
      html: '<p>From $5 and $10 to <strong>$20</strong>, US$6 or $7/$8; <code>$a</code>, $HOME:$PATH, $x$.</p><p>$$ is the process of this shell</p>',
    },
  ],
};

describe('What GitHub adds to CommonMark', () => {
  const pages = mediaPages();

  for (const [name, cases] of Object.entries(CASES))
    it(`is shown as there, and wherever the stream is cut: ${name}`, async () => {
      const { page } = await pages.open({ name: 'markdown', surface: 'sidebar' });
      const sources = cases.map(({ markdown }) => markdown);
      const shown = await page.evaluate((texts) => markdownProbe.whole(texts), sources);
      const asked = await page.evaluate(
        (html) => markdownProbe.outlinesOfHtml(html),
        cases.map(({ html }) => html),
      );
      for (const [index, outline] of shown.entries()) assert.equal(outline, asked[index], sources[index]);
      assert.deepEqual(await page.evaluate((texts) => markdownProbe.cutDifferently(texts), sources), []);
    });

  const FORMULAS = [
    'Euler: $e^{i\\pi}+1=0$, and $`x_1`$.',
    '$$\n\\int_0^1 x\\,dx\n= \\frac12\n- y\n$$',
    'So \\(a < b\\):\n\\[\n\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n\\]',
    '- item:\n  $$\\sum_{i=1}^n i$$\n- $\\frac{$ is no TeX',
  ].join('\n\n');

  const mathOf = (page: Page): Promise<readonly string[]> =>
    page
      .locator('.math')
      .evaluateAll((places) =>
        places.map((place) => place.querySelector('math')?.textContent ?? place.textContent ?? ''),
      );

  it('formulas become MathML, by a script that is loaded with the first one', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain', { text: 'No formula, $5.' })]) });
    const loaded = (): Promise<number> =>
      chat.page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => /math/.test(name)).length,
      );
    assert.equal(await loaded(), 0);
    await host.emit({ type: 'text-delta', turnId: 'turn-0', text: `\n\n${FORMULAS}` });
    await chat.page.locator('.math math').first().waitFor();
    await host.emit({ type: 'answer-finished', turnId: 'turn-0', status: 'complete' });
    assert.equal(await loaded(), 1);
    const shown = await mathOf(chat.page);
    assert.deepEqual(
      shown.map((text) => text.replace(/[\s\u2061-\u2064]/g, '')),
      ['eiπ+1=0', 'x1', '∫01xdx=12−y', 'a<b', '(abcd)', '∑i=1ni', '$\\frac{$'],
    );
  });

  for (const language of [ENGLISH, CHINESE])
    it(`quotes are set off with a title in the user's language: ${language.language}`, async () => {
      const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
      const host = createChatHost(chat, language);
      const text =
        '> [!NOTE]\n> Read it.\n\n> [!warning]\n>\n> Careful.\n\n> [!OTHER]\n> x\n\n- > [!TIP]\n  > in a list';
      await host.show({ session: sessionOf([turnOf('turn-0', 'Explain', { text, status: 'complete' })]) });
      const titles = await chat.page.locator('.alert-title').allTextContents();
      assert.deepEqual(titles, language === ENGLISH ? ['Note', 'Warning'] : ['说明', '警告']);
      assert.equal(await chat.page.locator('blockquote.alert.warning').count(), 1);
    });

  it('a footnote is reached by its number, and from it the text', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const text = `Claim[^a].\n\n${'Line.\n\n'.repeat(60)}\n[^a]: The proof.`;
    await host.show({ session: sessionOf([turnOf('turn-0', 'Explain', { text, status: 'complete' })]) });
    await chat.page.getByRole('link', { name: 'Footnote 1' }).press('Enter');
    const focused = (): Promise<string> =>
      chat.page.evaluate(() => document.activeElement?.textContent ?? '');
    assert.equal(await focused(), 'The proof. ↩');
    await chat.page.getByRole('link', { name: 'Back to the text' }).press('Enter');
    assert.equal(await focused(), '1');
    assert.deepEqual(await host.intents(), []);
  });
});
