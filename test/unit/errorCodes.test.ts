import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ERROR_CODES_PAGE, errorCodesPage } from '../../scripts/errorCodes.ts';
import { PROVIDER_ERRORS } from '../../src/core/model/providerError.ts';
import { USER_ERRORS } from '../../src/core/userError.ts';
import { readSourceFiles } from './support/sourceFiles.ts';

const page = readFileSync(ERROR_CODES_PAGE, 'utf8');
const documented = [...page.matchAll(/^### (.+)$/gm)].map(([, code]) => code);

describe('The page of error codes', () => {
  test('holds every code of the product and no other, each once', () => {
    const used = readSourceFiles().flatMap(({ text }) => text.match(/INK-[A-Z]+-\d{3}/g) ?? []);
    assert.deepEqual([...documented].sort(), [...new Set(used)].sort());
  });

  test('gives for each a cause and a cure in both languages', () => {
    const sections = page.split(/^### /m).slice(1);
    for (const section of sections) {
      for (const word of ['Cause', 'Cure', '原因', '处理'])
        assert.match(section, new RegExp(`\\*\\*${word}\\*\\* \\S`), section);
      assert.match(section, /[\u4e00-\u9fff].*\n.*[\u4e00-\u9fff]/, section);
    }
  });

  test('says what the code says: run `npm run docs:errors` after changing it', () => {
    assert.equal(page, errorCodesPage());
  });
});

describe('The codes', () => {
  test('are each of one form, and none stands for two things', () => {
    const codes = [...Object.values(PROVIDER_ERRORS).map(({ code }) => code), ...Object.values(USER_ERRORS)];
    assert.deepEqual(
      codes.filter((code) => !/^INK-[A-Z]+-\d{3}$/.test(code)),
      [],
    );
    assert.equal(new Set(codes).size, codes.length);
  });
});
