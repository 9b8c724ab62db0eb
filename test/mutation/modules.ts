/** A part of the client whose tests are put to the test. */
export interface MutatedModule {
  readonly name: string;
  readonly sources: readonly string[];
  /** Run first: what they do not notice is shown to the slow ones. */
  readonly quick: readonly string[];
  readonly slow: readonly string[];
}

const providers = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `test/unit/providers/${name}.test.ts`);

export const MODULES: readonly MutatedModule[] = [
  {
    name: 'retry',
    sources: ['retry', 'retryRules', 'retryBudget'].map((name) => `src/providers/policy/${name}.ts`),
    quick: providers('policy/retry', 'policy/retryRules', 'policy/retryBudget'),
    slow: providers('createProvider'),
  },
  {
    name: 'sse',
    sources: [
      'src/providers/answerReader.ts',
      'src/providers/readEvents.ts',
      'src/providers/dialects/framing.ts',
      'src/providers/dialects/openaiDecoder.ts',
      'src/providers/dialects/jsonFrames.ts',
    ],
    quick: providers(
      'answerReader',
      'dialects/framing',
      'dialects/frameTemplate',
      'dialects/openaiDecoder',
      'wireFixtures',
      'zhipuExtras',
    ),
    slow: providers('faults/bytes', 'faults/protocol', 'createProvider'),
  },
  {
    name: 'resume',
    sources: ['src/core/chat/splice.ts', 'src/core/chat/repetition.ts'],
    quick: ['test/unit/core/chat/repetition.test.ts', 'test/unit/core/chat/joins.test.ts'],
    slow: ['test/unit/core/chat/splice.test.ts'],
  },
  {
    name: 'signing',
    sources: ['zhipuToken', 'baiduSignature', 'tokenCache'].map(
      (name) => `src/providers/credentials/${name}.ts`,
    ),
    quick: providers('credentials/zhipuToken', 'credentials/baiduSignature', 'credentials/tokenCache'),
    slow: [],
  },
];
