import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { expandPrompt, materialOf, parsePromptFile } from '../../../../src/core/instructions/promptFile.ts';

const prompt = (body: string) => parsePromptFile('x.md', body)!;

suite('A prompt of the user’s own', () => {
  test('has its name from the file and the rest from its head', () => {
    const text = '---\ndescription: Review a file\nargument-hint: <file>\n---\n\nReview $1.\n';
    assert.deepEqual(parsePromptFile('review.md', text), {
      name: 'review',
      description: 'Review a file',
      argumentHint: '<file>',
      body: 'Review $1.',
    });
    assert.equal(parsePromptFile('评审.prompt.md', 'x')?.name, '评审');
  });

  test('is none with a name that cannot be called, or with nothing to say', () => {
    for (const name of ['a b.md', '.md', 'a:b.md', '-x.md', `${'x'.repeat(65)}.md`])
      assert.equal(parsePromptFile(name, 'x'), undefined, name);
    assert.equal(parsePromptFile('x.md', '---\ndescription: y\n---\n\n'), undefined);
  });

  test('takes its arguments whole and word by word', () => {
    const args = ' src/a.ts "two words"  it\'s ';
    assert.equal(
      expandPrompt(prompt('[$1|$2|$3|$4] {{args}} / {{ args }} / $ARGUMENTS'), args, {}),
      `[src/a.ts|two words|it's|] ${args.trim()} / ${args.trim()} / ${args.trim()}`,
    );
    assert.equal(expandPrompt(prompt('It costs $10 or $0.'), '', {}), 'It costs $10 or $0.');
  });

  test('has arguments below it where it has no place for them', () => {
    assert.equal(expandPrompt(prompt('Be kind.'), 'a b', {}), 'Be kind.\n\na b');
    assert.equal(expandPrompt(prompt('Look: {{selection}}'), '', { selection: 'S' }), 'Look: S');
  });

  test('says which material it asks for', () => {
    assert.deepEqual([...materialOf(prompt('{{file}} $1 {{ selection }}'))].sort(), ['file', 'selection']);
    assert.deepEqual([...materialOf(prompt('{{args}} $ARGUMENTS'))], []);
  });

  test('is not looked through again once something is put in', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (args, selection) => {
        const evil = `{{file}} $1 $& ${selection}`;
        const text = expandPrompt(prompt('<{{args}}><{{selection}}>'), args, {
          selection: evil,
          file: 'SECRET',
        });
        assert.equal(text, `<${args.trim()}><${evil}>`);
      }),
    );
  });
});
