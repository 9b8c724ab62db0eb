import assert from 'node:assert/strict';
import { createProvider } from '../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../src/providers/endpoint.ts';
import { modelOf } from '../../src/providers/modelOf.ts';
import { createHostTransport } from '../../src/providers/transport/hostTransport.ts';
import { startDialogueService } from '../model-server/dialogueService.ts';

suite('A dialogue service in the editor’s own network', () => {
  test('is listened to over the editor’s WebSocket, or looked at where the editor has none', async () => {
    const client = 'inkstone:s3cret';
    const service = await startDialogueService({ client });
    try {
      const endpoint = createCustomEndpoint('company', { baseUrl: service.url, dialect: 'dialogue' });
      const provider = createProvider(
        { transport: createHostTransport(), record: () => {} },
        endpoint,
        async () => ({ provider: 'company', origin: service.url, value: client, createdAt: 0 }),
      );
      const request = {
        id: 'request-1',
        purpose: 'chat',
        model: modelOf('company', { name: 'm' }),
        messages: [{ role: 'user', text: 'Hello 你好' }],
      } as const;
      let text = '';
      for await (const event of provider.stream(request, new AbortController().signal))
        if (event.type === 'text-delta') text += event.text;
      assert.equal(text, 'You said: Hello 你好');
      const hasSockets = globalThis.WebSocket !== undefined;
      assert.equal(service.sockets.length, hasSockets ? 1 : 0);
      const looks = service.requests.filter(({ method }) => method === 'GET');
      assert.equal(looks.length, hasSockets ? 0 : 1);
      if (hasSockets)
        assert.equal(
          service.sockets[0]?.request.headers.authorization,
          `Bearer ${service.tokensGiven[0]}`,
          'the header came through',
        );
    } finally {
      await service.close();
    }
  });
});
