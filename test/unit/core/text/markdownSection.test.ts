import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { PROVIDER_ERRORS } from '../../../../src/core/model/providerError.ts';
import { markdownSection } from '../../../../src/core/text/markdownSection.ts';

suite('A section of a Markdown page', () => {
  const page = '# All\n\n## One\n\n- a\n\n### Two\n\n- b\n';

  test('ends before the next heading of any level, or with the page', () => {
    assert.equal(markdownSection(page, 'One'), '## One\n\n- a');
    assert.equal(markdownSection(page, 'Two'), '### Two\n\n- b');
  });

  test('is empty when the page has no such heading', () => {
    assert.equal(markdownSection(page, 'Tw'), '');
  });

  test('is there for every code of a provider’s error', () => {
    const errors = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/errors.md'), 'utf8');
    for (const { code } of Object.values(PROVIDER_ERRORS)) {
      const section = markdownSection(errors, code);
      assert.match(section, /\*\*Cause\*\*[\s\S]*\*\*处理\*\*/);
      assert.doesNotMatch(section.slice(5), /### /);
    }
  });
});
