import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The folders of such a workspace; two of them have the same name. */
export const SEVERAL_FOLDERS = ['client', 'new/server', 'old/server'] as const;

/** What is in this folder needs a window with a workspace of several folders; all else one with a single folder. */
const IN_SEVERAL = /(?:^|[\\/])severalFolders[\\/]/;

/** The bundled test files for a kind of window whose path has the filter in it. */
export function testFilesFor(
  bundles: string,
  { hasSeveralFolders, filter }: { readonly hasSeveralFolders: boolean; readonly filter: string },
): readonly string[] {
  return readdirSync(bundles, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.cjs') && IN_SEVERAL.test(file) === hasSeveralFolders)
    .map((file) => path.join(bundles, file))
    .filter((file) => file.includes(filter))
    .sort();
}
