import path from 'node:path';
import * as vscode from 'vscode';
import { type TestFramework, testFramework } from './assistant/tests/testFramework.ts';
import { isTest, nearestTests, testPlace } from './assistant/tests/testPlace.ts';
import type { CodeReference } from './core/chat/session.ts';
import { UserError } from './core/userError.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { testedProject, textsOf } from './host/testedProject.ts';
import { t } from './host/translate.ts';

/** How a project tests, and where the tests of one of its files are or belong. */
export interface PlaceOfTests {
  readonly framework: TestFramework;
  readonly file: vscode.Uri;
  readonly example?: { readonly path: string; readonly text: string; readonly reference: CodeReference };
}

/** So many tests are looked at for what they use. */
const MOST_EXAMPLES = 3;
/** Of a long test the beginning shows its style. */
const MOST_EXAMPLE_LINES = 150;

/** Reads off the project’s tests how a file of it is to be tested. Throws `UserError` when the file holds tests itself. */
export async function placeOfTests(
  uri: vscode.Uri,
  languageId: string,
  signal: AbortSignal,
): Promise<PlaceOfTests> {
  const { root, files, manifests } = await testedProject(uri, signal);
  const source = path.posix.relative(root.path, uri.path);
  if (isTest(source))
    throw new UserError(
      'nothing-to-work-on',
      t('{0} holds tests itself.', workspacePath(uri)),
      t('Open the code that is to be tested.'),
    );
  const place = testPlace(source, files, languageId);
  const near = nearestTests(place, files).slice(0, MOST_EXAMPLES);
  const tests = await textsOf(near.map((file) => vscode.Uri.joinPath(root, file)));
  const framework = testFramework(languageId, { manifests, tests: tests.map(({ text }) => text) });
  const file = vscode.Uri.joinPath(root, place);
  // The file itself is shown as it is.
  const [example] = tests.filter((each) => each.uri.toString() !== file.toString());
  if (!example) return { framework, file };
  const lines = example.text.split(/\r?\n/).slice(0, MOST_EXAMPLE_LINES);
  const label = path.posix.basename(example.uri.path);
  const reference = { label, uri: example.uri.toString(), startLine: 1, endLine: lines.length };
  return { framework, file, example: { path: example.path, text: lines.join('\n').trimEnd(), reference } };
}
