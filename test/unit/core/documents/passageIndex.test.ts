import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { suite, test } from 'node:test';
import { PassageIndex, relevant } from '../../../../src/core/documents/passageIndex.ts';
import { passagesOf } from '../../../../src/core/documents/passages.ts';
import { readRepositoryFile } from '../../support/sourceFiles.ts';

const FILES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md')];
const index = new PassageIndex();
const texts = new Map<string, ReturnType<typeof passagesOf>>();
for (const file of FILES) {
  const passages = passagesOf(file, readRepositoryFile(file));
  texts.set(file, passages);
  index.put(file, index.indexed(file, passages));
}

/** What is found, the best first: `docs/errors.md INK-AUTH-001`. */
const found = (question: string): readonly string[] =>
  relevant(index.search(question, 10)).map(({ name, passage }) => `${name} ${passage.headings.at(-1)}`);

suite('A question to this repository’s documents', () => {
  for (const [question, ...expected] of [
    ['What does INK-AUTH-001 mean?', 'docs/errors.md INK-AUTH-001'],
    ['怎么添加密钥？', 'docs/errors.md INK-AUTH-001', 'docs/errors.md INK-CMD-006'],
    ['回答中断了，如何继续', 'docs/errors.md INK-NET-007'],
    ['如何使用本地模型', 'docs/errors.md INK-CMD-006'],
    ['Why is undici imported from its inner modules?', 'docs/architecture.md Decisions'],
    ['which folder may import vscode', 'docs/architecture.md Architecture'],
    [
      'How does an edit become a document step by step when optimizing?',
      'docs/architecture.md The three journeys',
    ],
    ['What are all settings of the dialogue service?', 'docs/dialogue-service.md All settings'],
    ['How are mutants of a module killed?', 'docs/reliability.md Mutation testing'],
  ] as const)
    test(`finds the passage that answers it: ${question}`, () => {
      const best = found(question).slice(0, 3);
      assert.ok(
        expected.some((passage) => best.includes(passage)),
        best.join('\n'),
      );
    });

  for (const question of [
    'What is the capital of France?',
    'How do I bake sourdough bread?',
    'Who won the world cup in 1998?',
    'How do I deploy to Kubernetes with Helm?',
    'What is the recommended dose of ibuprofen?',
    'explain the plot of Hamlet',
    '法国的首都是哪里？',
    '今天天气怎么样',
    '怎么做红烧肉',
    '東京でおすすめのラーメン屋はどこですか',
    'What is it?',
    '',
  ])
    test(`finds nothing when nothing is about it: ${question || 'no words at all'}`, () => {
      assert.deepEqual(found(question), []);
    });

  test('is answered the same whatever order the documents came in, and the same text once', () => {
    const other = new PassageIndex();
    other.put('gone.md', other.indexed('gone.md', passagesOf('gone.md', 'Keys are stored in the attic.')));
    for (const [file, passages] of [...texts].reverse()) other.put(file, other.indexed(file, passages));
    other.delete('gone.md');
    const question = 'Where are the keys stored, and who may see them?';
    const hits = (each: PassageIndex) =>
      each
        .search(question, 20)
        .map(({ name, ordinal, score, coverage }) => ({ name, ordinal, score, coverage }));
    assert.deepEqual(hits(other), hits(index));
    assert.ok(hits(index).length > 5);

    const before = hits(other);
    other.put('copy/README.md', other.indexed('copy/README.md', texts.get('README.md')!));
    const after = hits(other);
    assert.equal(new Set(after.map(({ score }) => score)).size, after.length);
    assert.equal(after[0]?.ordinal, before[0]?.ordinal);
  });
});
