/**
 * Whether a change of a file, by its path in the workspace, can run code, loosen a protection or steer assistants without
 * anybody looking: such a change is never made with others, only when it is chosen by itself.
 */
export function isProtectedPath(path: string): boolean {
  const parts = path.toLowerCase().split(/[\\/]/);
  const name = parts.at(-1) ?? '';
  return (
    parts.some((part) => PROTECTED_FOLDERS.has(part)) ||
    PROTECTED_FILES.has(name) ||
    /^\.env(?:\..+)?$/.test(name) ||
    /\.code-workspace$/.test(name)
  );
}

const PROTECTED_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.github',
  '.gitlab',
  '.circleci',
  '.vscode',
  '.devcontainer',
  '.husky',
  '.inkstone',
  '.idea',
  '.cursor',
  '.claude',
  '.ssh',
]);

const PROTECTED_FILES: ReadonlySet<string> = new Set([
  '.gitlab-ci.yml',
  '.gitmodules',
  '.npmrc',
  '.yarnrc.yml',
  '.bashrc',
  '.zshrc',
  '.profile',
  '.envrc',
  'agents.md',
  'claude.md',
  'gemini.md',
  '.cursorrules',
  '.windsurfrules',
  '.mcp.json',
  '.pre-commit-config.yaml',
  '.gitattributes',
  'lefthook.yml',
  'jenkinsfile',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  '.inkstoneignore',
]);
