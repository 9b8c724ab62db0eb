/** Languages whose tools, comments and tests are those of another one. */
const NEAREST: ReadonlyMap<string, string> = new Map([
  ['typescriptreact', 'typescript'],
  ['javascriptreact', 'javascript'],
  ['objective-c', 'c'],
  ['objective-cpp', 'cpp'],
  ['cuda-cpp', 'cpp'],
]);

/** The language under whose name advice is kept: `typescript` for `typescriptreact`. */
export const nearestLanguage = (languageId: string): string => NEAREST.get(languageId) ?? languageId;
