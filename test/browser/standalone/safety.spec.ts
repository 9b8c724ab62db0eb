import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { ALLOWED_ATTRIBUTES, ALLOWED_TAGS } from './support/allowedMarkup.ts';
import { createChatHost } from './support/chatHost.ts';
import { sessionOf, turnOf, turnsFor } from './support/conversations.ts';
import { ENGLISH } from './support/languages.ts';
import { mediaPages } from './support/mediaPages.ts';
import { inPieces, streamTogether } from './support/streaming.ts';

const EVIL = 'http://evil.example';

/** What could run or load something if the page let it. Every script of theirs would open a dialog. */
const ATTACKS = [
  '<script>alert(1)</script>',
  `<script src="${EVIL}/x.js"></script>`,
  `<img src="${EVIL}/x.png" onerror="alert(1)">`,
  '<img src=x onerror=alert(1)//',
  '<svg onload="alert(1)"><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>',
  `<svg><use href="${EVIL}/x.svg#x"></use><image href="${EVIL}/x.png"/></svg>`,
  `<iframe src="${EVIL}/"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  '<details open ontoggle="alert(1)">x</details>',
  '<body onload=alert(1)><input autofocus onfocus=alert(1)>',
  `<link rel=stylesheet href="${EVIL}/x.css"><style>@import "${EVIL}/y.css";</style>`,
  `<meta http-equiv="refresh" content="0; url=${EVIL}/"><base href="${EVIL}/">`,
  `<form action="${EVIL}/"><button formaction="javascript:alert(1)">x</button></form>`,
  `<video poster="${EVIL}/x.png"><source src="${EVIL}/x" onerror="alert(1)"></video><audio src="${EVIL}/x">`,
  `<object data="${EVIL}/x"></object><embed src="${EVIL}/x">`,
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src onerror=alert(1)&gt;">',
  '<a href="javascript:alert(1)">click</a>',
  `<div style="background:url(${EVIL}/x.png)">x</div>`,
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt:alert(1) "title")',
  '[click](java\tscript:alert(1)) [click](<java\nscript:alert(1)>)',
  '[click](&#106;avascript:alert(1)) [click](javascript&colon;alert(1))',
  '[click](%6Aavascript:alert(1)) [click](\u0001javascript:alert(1))',
  '[click](vbscript:msgbox(1)) [click](data:text/html,<script>alert(1)</script>)',
  '[click](command:workbench.action.terminal.new) [click](vscode://inkstone.inkstone/x)',
  '[click](file:///etc/passwd) [click](blob:http://inkstone.test/x) [click](//evil.example/x)',
  '[click][a]\n\n[a]: javascript:alert(1)',
  '[click][b] and ![x][b]\n\n[b]: <data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==> "x"',
  '<javascript:alert(1)> <data:text/html,x> <command:x> <vbscript:x>',
  `![x](${EVIL}/x.png)`,
  `![x](${EVIL}/x.png "onerror=alert(1)") ![x](//evil.example/x.png) ![x](data:image/svg+xml,<svg/onload=alert(1)>)`,
  `[![x](${EVIL}/x.png)](javascript:alert(1))`,
  `![x" onerror="alert(1)](${EVIL}/x.png)`,
  '[x" onclick="alert(1)](http://example.com/"onclick="alert(1))',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;',
  '`<script>alert(1)</script>` **<img src=x onerror=alert(1)>**',
  '```html"onclick="alert(1)\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```',
  '```js\n`alert(1)`</code></pre><script>alert(1)</script>\n```',
  '    <script>alert(1)</script>\n\n~~~<img src=x onerror=alert(1)>\nx\n~~~',
  '| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |\n|---|:-"onclick="alert(1)|\n\n| a | b |\n|--|--|\n| <script>alert(1)</script> | ![x](http://evil.example/y.png) |',
  '- [x] <script>alert(1)</script>\n- [ ] [x](javascript:alert(1))',
  `# <img src="${EVIL}/h.png">\n\n> <script>alert(1)</script>`,
  '<!--><script>alert(1)</script>-->\n\n<![CDATA[<script>alert(1)</script>]]>\n\n<?x <script>alert(1)</script>?>',
  'https://evil.example/x www.evil.example mailto:x@evil.example <http://evil.example/auto>',
];

/** Tags and attributes in the answers that are none of the above. */
async function foreignMarkup(page: Page): Promise<readonly string[]> {
  const names = await page
    .locator('.markdown *')
    .evaluateAll((elements) => [
      ...new Set(
        elements.flatMap((element) => [
          `<${element.localName}>`,
          ...element.getAttributeNames().map((name) => `${name}=`),
        ]),
      ),
    ]);
  return names.filter(
    (name) => !ALLOWED_TAGS.has(name.slice(1, -1)) && !ALLOWED_ATTRIBUTES.has(name.slice(0, -1)),
  );
}

describe('What a model writes', () => {
  const pages = mediaPages();

  it('runs nothing and loads nothing, wherever the stream is cut [F13]', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf(turnsFor(ATTACKS, 'waiting')) });
    await streamTogether(
      host,
      ATTACKS.map((attack) => inPieces(attack, [1])),
      async () => assert.deepEqual(await foreignMarkup(chat.page), []),
    );
    const shown = await chat.page.locator('.markdown').allTextContents();
    assert.equal(shown.length, ATTACKS.length);
    for (const [index, text] of shown.entries()) assert.notEqual(text.trim(), '', ATTACKS[index]);
  });

  it('runs nothing and loads nothing as one answer that is cut at odd places', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    await host.show({ session: sessionOf([turnOf('turn-0', 'Attack')]) });
    await streamTogether(host, [inPieces(ATTACKS.join('\n\n'), [31, 3, 47, 1, 19])], async () =>
      assert.deepEqual(await foreignMarkup(chat.page), []),
    );
  });

  it('offers links to the web and to files only, and leaves their opening to the host', async () => {
    const chat = await pages.open({ name: 'chat', surface: 'sidebar' });
    const host = createChatHost(chat, ENGLISH);
    const links = '[site](https://example.com/a "t") [mail](mailto:a@example.com) [file](src/cart.ts:12)';
    await host.show({ session: sessionOf(turnsFor([...ATTACKS, links], 'complete')) });
    const address = chat.page.url();
    for (const link of await chat.page.locator('.markdown a').all()) {
      await link.click();
      await link.click({ button: 'middle' });
    }
    const intents = await host.intents();
    const targets = intents.map((intent) => (intent.type === 'open-link' ? intent.href : intent.type));
    const own = ['%6Aavascript:alert(1)', 'https://example.com/a', 'mailto:a@example.com', 'src/cart.ts:12'];
    for (const target of own) assert.ok(targets.includes(target), target);
    // No scheme may hold a percent sign: the one above is a path, and is opened as nothing else.
    assert.deepEqual(
      targets.filter((target) => !own.includes(target) && !/^(?:https?:\/\/|mailto:)/.test(target)),
      [],
    );
    assert.ok(targets.includes('http://evil.example/auto'));
    assert.equal(chat.page.url(), address);
    assert.equal(chat.page.context().pages().length, 1);
  });

  it('could not run or load anything even as markup, for the policy stops it', async () => {
    const { page, takeErrors } = await pages.open({ name: 'chat', surface: 'sidebar' });
    await page.evaluate((evil) => {
      const style = document.createElement('style');
      style.textContent = `body { background: url(${evil}/x.png); }`;
      const image = Object.assign(new Image(), { src: `${evil}/x.png` });
      const frame = Object.assign(document.createElement('iframe'), { src: `${evil}/` });
      const link = Object.assign(document.createElement('a'), { href: 'javascript:alert(1)' });
      document.body.append(style, image, frame, link);
      link.click();
    }, EVIL);
    const needsTrust = /This document requires 'Trusted/;
    for (const markup of [
      () => Object.assign(document.body, { innerHTML: '<p>x</p>' }),
      () => document.body.setAttribute('onclick', 'alert(1)'),
      () => Object.assign(document.createElement('script'), { text: 'alert(1)' }),
    ])
      await assert.rejects(page.evaluate(markup), needsTrust);
    await assert.rejects(
      page.evaluate((evil) => fetch(`${evil}/x`), EVIL),
      /Failed to fetch/,
    );
    const violations: string[] = [];
    const directives = [
      ...['img-src', 'style-src-elem', 'script-src-elem', 'frame-src', 'connect-src'],
      'require-trusted-types-for',
    ];
    await eventually(
      'a violation of each directive',
      () => {
        violations.push(...takeErrors().filter((error) => error.startsWith('policy: ')));
        return directives.filter((directive) => !violations.some((text) => text.includes(` ${directive} `)));
      },
      (missing) => missing.length === 0,
    );
    await page.close();
    takeErrors();
  });
});
