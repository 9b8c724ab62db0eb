import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { ask } from '../../../src/assistant/chat.ts';
import { contextUse } from '../../../src/assistant/contextUse.ts';
import type { ChatRequest } from '../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../src/core/model/provider.ts';
import { textShares } from '../../../src/core/usage/estimateTokens.ts';
import { weighShares } from '../../../src/core/usage/promptShares.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { createClient, MODEL, NEVER } from '../providers/clients.ts';
import { testDeps } from './scripted.ts';

const transport = createDirectTransport();
let server: ModelServer;
before(async () => {
  server = await startModelServer();
});
after(async () => {
  await transport.close();
  await server.close();
});

const paragraphs = (file: string): readonly string[] =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/answers', file), 'utf8').split(/\n\n+/);

/** A provider whose server counts each prompt by `tokens`, with what OpenAI adds for each message. */
function counting(provider: Provider, answer: string, tokens: (text: string) => number) {
  const prompts: number[] = [];
  return {
    prompts,
    provider: {
      id: provider.id,
      stream(request: ChatRequest, signal: AbortSignal) {
        const prompt_tokens = request.messages.reduce(
          (sum, message) => sum + 4 + tokens('text' in message ? message.text : ''),
          3,
        );
        prompts.push(prompt_tokens);
        const completion_tokens = tokens(answer);
        const total_tokens = prompt_tokens + completion_tokens;
        server.script({ text: answer, usage: { prompt_tokens, completion_tokens, total_tokens } });
        return provider.stream(request, signal);
      },
    },
  };
}

suite('The meter, beside what a server counts with a real tokenizer,', () => {
  for (const [encoding, tokens] of Object.entries({ o200k_base: o200k, cl100k_base: cl100k }))
    for (const file of ['english-prose.md', 'chinese-prose.md', 'typescript.md', 'sql-json.md'])
      test(`is within 5 % after the third answer: ${encoding}, ${file}`, async () => {
        const texts = paragraphs(file);
        const answer = texts.slice(0, 3).join('\n\n');
        const client = createClient({ transport, baseUrl: server.baseUrl });
        const { provider, prompts } = counting(client.provider, answer, tokens);
        const deps = testDeps();
        const access = { model: MODEL, provider, resumes: async () => false };
        const shown: number[] = [];
        for (let round = 0; round < 6; round++) {
          const text = texts[round % texts.length]!;
          const { instructionTokens, conversationTokens, tokensPerShare } = contextUse(deps, MODEL);
          const own = weighShares([0, ...textShares(text)], tokensPerShare);
          shown.push(instructionTokens + conversationTokens);
          await ask(deps, { access, question: { text, references: [] } }, NEVER);
          const real = prompts[round]! - tokens(text);
          if (round < 3) continue;
          assert.ok(Math.abs(shown[round]! / real - 1) < 0.05, `${shown[round]} for ${real}`);
          // Nobody has counted the question yet that is being written, which may be of another kind than the chat.
          const withQuestion = shown[round]! + own;
          const whole = prompts[round]!;
          assert.ok(
            Math.abs(withQuestion / whole - 1) < 0.08,
            `${withQuestion} for ${whole} with the question`,
          );
        }
        assert.equal(prompts.length, 6);
      });
});
