import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findSecrets } from '../../../../src/core/guard/findSecrets.ts';
import { SECRET_KINDS } from '../../../../src/core/guard/secretKind.ts';
import { createVault, type Vault } from '../../../../src/core/guard/vault.ts';
import { ALNUM, chance, SECRETS } from './secretSamples.ts';

const ALL = { kinds: SECRET_KINDS, envValues: [] };

const KEY = `ghp_${chance(36, ALNUM)}`;

/** Texts of words, secrets, and what looks like placeholders or is cut out of them. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(...SECRETS.map(({ text, secret }) => text.replace('§', () => secret))),
      fc.constantFrom(...SECRETS.map(({ secret }) => secret)),
      fc.constantFrom(
        'HIDDEN_1_KEY',
        'HIDDEN_2_TEXT',
        'HIDDEN_',
        'H',
        'HIDDEN_1',
        '_KEY',
        'HIDDEN_12_PHONEHIDDEN_1_ID',
      ),
      fc.constantFrom(' ', '\n', '"', ' = ', 'password: ', '1'),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

const lines = fc
  .array(fc.constantFrom(...SECRETS.map(({ text, secret }) => text.replace('§', () => secret))), {
    maxLength: 8,
  })
  .map((parts) => parts.join('\n'));

const cuts = fc.array(fc.nat(40), { maxLength: 30 });

function* pieces(text: string, lengths: readonly number[]): Generator<string> {
  let at = 0;
  for (const length of lengths) {
    yield text.slice(at, at + length);
    at += length;
  }
  yield text.slice(at);
}

function streamed(vault: Vault, text: string, lengths: readonly number[]): string {
  const restorer = vault.restorer();
  return [...pieces(text, lengths)].map((piece) => restorer.push(piece)).join('') + restorer.end();
}

describe('A vault', () => {
  test('gives back any text that it hid, whole and however its stream is cut', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), cuts, (originals, lengths) => {
        const vault = createVault();
        const { texts: hidden } = vault.hide(originals, ALL);
        for (const [index, text] of hidden.entries()) {
          assert.equal(vault.restore(text), originals[index]);
          assert.equal(streamed(vault, text, lengths), originals[index]);
        }
      }),
    );
  });

  test('gives back what it hid before, when it has hidden other texts since', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 2, maxLength: 4 }), (originals) => {
        const vault = createVault();
        const hidden = originals.map((text) => vault.hide([text], ALL).texts[0]!);
        assert.deepEqual(
          hidden.map((text) => vault.restore(text)),
          originals,
        );
      }),
    );
  });

  test('leaves nothing that could be found again', () => {
    fc.assert(
      fc.property(lines, (text) => {
        const [hidden = ''] = createVault().hide([text], ALL).texts;
        for (const { value } of findSecrets(text, SECRET_KINDS)) assert.ok(!hidden.includes(value), value);
      }),
    );
  });

  test('hides a value everywhere, once it is known what it is, under one name for all time', () => {
    const vault = createVault();
    const first = vault.hide(['password = "Winter2031!"', 'then type Winter2031! again'], ALL);
    assert.deepEqual(first.texts, ['password = "HIDDEN_1_PASSWORD"', 'then type HIDDEN_1_PASSWORD again']);
    const second = vault.hide([`${KEY} and Winter2031!`], ALL);
    assert.deepEqual(second.texts, ['HIDDEN_2_KEY and HIDDEN_1_PASSWORD']);
    assert.deepEqual(second.hidden, [
      { kind: 'keys', count: 1 },
      { kind: 'passwords', count: 1 },
    ]);
  });

  test('hides the values of .env files, but not inside of longer words', () => {
    const vault = createVault();
    const { texts: hidden } = vault.hide(['use s3cr3tpw, not s3cr3tpwd'], {
      ...ALL,
      envValues: ['s3cr3tpw'],
    });
    assert.deepEqual(hidden, ['use HIDDEN_1_ENV, not s3cr3tpwd']);
  });

  test('counts no text that only looks like a placeholder', () => {
    assert.deepEqual(createVault().hide(['HIDDEN_1_KEY'], ALL).hidden, []);
  });

  test('lets pass what is not asked for any more', () => {
    const vault = createVault();
    vault.hide([KEY], ALL);
    assert.deepEqual(vault.hide([KEY], { kinds: ['phone-numbers'], envValues: [] }).texts, [KEY]);
  });

  test('leaves names in an answer that stand for nothing', () => {
    assert.equal(createVault().restore('HIDDEN_9_KEY'), 'HIDDEN_9_KEY');
  });

  test('drops half a name where an answer broke off, and nothing else', () => {
    const vault = createVault();
    vault.hide([KEY], ALL);
    const cutAfter = (text: string): string => {
      const restorer = vault.restorer();
      return restorer.push(text) + restorer.cut();
    };
    assert.equal(cutAfter('use HIDDEN_1_KE'), 'use ');
    assert.equal(cutAfter('use HIDDEN_1_KEY'), `use ${KEY}`);
    assert.equal(cutAfter('OH'), 'OH');
  });
});
