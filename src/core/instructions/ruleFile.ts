import { type FieldValue, frontMatter } from './frontMatter.ts';
import { globMatches } from './globMatches.ts';

/** A file of rules for assistants, as its project has written it. */
export interface RuleFile {
  readonly body: string;
  /** Files that it is about; it is about all when there are none. */
  readonly globs: readonly string[];
  /** What `alwaysApply` says, where it says anything. */
  readonly always: boolean | undefined;
}

export function parseRuleFile(text: string): RuleFile {
  const { fields, body } = frontMatter(text);
  const always = fields.get('alwaysapply');
  return {
    body: body.trim(),
    globs: globsOf(fields.get('globs')),
    always: typeof always === 'boolean' ? always : undefined,
  };
}

/**
 * Whether a rule goes along with what is about these files, whose paths are relative to the rule's workspace folder. With
 * `alwaysApply: true` it always does, with `globs` for a file that one of them fits, and without both always.
 * `alwaysApply: false` without globs lets it stay behind.
 */
export function ruleApplies({ globs, always }: RuleFile, paths: readonly string[]): boolean {
  if (always) return true;
  if (globs.length > 0) return globs.some((glob) => paths.some((path) => globMatches(glob, path)));
  return always !== false;
}

/** A list, or a line with commas between the patterns, but for those in braces. */
function globsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || typeof value === 'boolean') return [];
  const globs = typeof value === 'string' ? (value.match(/(?:\{[^{}]*\}|[^,{]|\{)+/g) ?? []) : value;
  return globs.map((glob) => glob.trim()).filter((glob) => glob !== '');
}
