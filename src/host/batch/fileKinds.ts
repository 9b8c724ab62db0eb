import type { SkipReason } from '../../core/batch/batchJob.ts';

const GENERATED =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.sum|gradlew(?:\.bat)?)$|\.(?:min\.(?:js|mjs|css)|map|svg|snap|pb\.go|g\.dart|designer\.cs)$/i;

/** Data and prose: there is nothing in them that a documentation comment could stand on. */
const WITHOUT_COMMENTS =
  /\.(?:json|jsonc|jsonl|md|markdown|mdx|rst|txt|csv|tsv|log|xml|html?|ya?ml|toml|ini|properties|lock|diff|patch)$|(?:^|\/)(?:LICENSE|NOTICE|README|CHANGELOG|\.[\w.-]*(?:ignore|rc|attributes))$/i;

/** Larger files are data more often than code, and would cost as much as many others together. */
const LARGEST_BYTES = 256 * 1024;

/** What a file's name and size say against it. */
export function reasonToSkip(path: string, bytes: number, takesComments: boolean): SkipReason | undefined {
  if (GENERATED.test(path)) return 'generated';
  if (takesComments && WITHOUT_COMMENTS.test(path)) return 'not-code';
  if (bytes > LARGEST_BYTES) return 'too-large';
  return bytes === 0 ? 'empty' : undefined;
}
