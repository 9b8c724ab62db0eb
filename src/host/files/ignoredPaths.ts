import ignore, { type Ignore } from 'ignore';

/** What the ignore files of one name leave out below a folder, with git's rules for nested ones. */
export interface IgnoredPaths {
  /** `folder` is the file's own, relative to the root and with `/`; empty for the root. */
  add(folder: string, text: string): void;
  /** `path` is that of a file, relative to the root and with `/`. */
  has(path: string): boolean;
  /** The same for a folder, which is left out with all that is in it. */
  hasFolder(path: string): boolean;
}

export function createIgnoredPaths(): IgnoredPaths {
  const rules = new Map<string, Ignore>();
  const known = new Map<string, boolean>();

  /** The innermost file that says anything decides; folders end with `/`. */
  function isRuledOut(path: string): boolean {
    let verdict = false;
    for (const folder of foldersAbove(path)) {
      const rule = rules.get(folder);
      if (!rule) continue;
      const { ignored, unignored } = rule.test(folder === '' ? path : path.slice(folder.length + 1));
      if (ignored || unignored) verdict = ignored;
    }
    return verdict;
  }

  /** Nothing in a folder that is left out can be let in again. */
  function isFolderOut(folder: string): boolean {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const isOut = folder !== '' && (isFolderOut(parent) || isRuledOut(`${folder}/`));
    known.set(folder, isOut);
    return isOut;
  }

  return {
    add(folder, text) {
      known.clear();
      rules.set(folder, ignore().add(text));
    },
    hasFolder: isFolderOut,
    has: (path) => isFolderOut(foldersAbove(path).at(-1) ?? '') || isRuledOut(path),
  };
}

/** `a/b/c.ts` → ``, `a`, `a/b`; a folder's own name with `/` at its end is not above itself. */
function foldersAbove(path: string): readonly string[] {
  const names = path.replace(/\/$/, '').split('/').slice(0, -1);
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}
