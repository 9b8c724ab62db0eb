import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { DialogueSetting } from '../../../../src/core/dialogueSetting.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import {
  type DialogueService,
  type DialogueServiceOptions,
  type Listener,
  startDialogueService,
} from '../../../model-server/dialogueService.ts';
import { ask, kindOf, NEVER, TRANSPORTS } from '../clients.ts';
import { createChat, createDialogueClient, type DialogueClient, KEY, question } from './dialogueClient.ts';

/** The longest that a connection may outlive the wish to close it. */
const CLOSED_WITHIN_MS = 250;

const QUESTION = 'What does 加法 do? 🙂';
const ANSWER = `You said: ${QUESTION}`;

for (const { name, create } of TRANSPORTS)
  describe(`over ${name}`, () => {
    let service: DialogueService;
    let client: DialogueClient;
    let transport: ClosableTransport;

    before(() => {
      transport = create();
    });
    after(() => transport.close());

    async function begin(setting: DialogueSetting = {}, options: DialogueServiceOptions = {}): Promise<void> {
      service = await startDialogueService(options);
      client = createDialogueClient(service, setting, { transport });
    }

    afterEach(async () => {
      await service.close();
      assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
    });

    const calls = (): readonly string[] => service.requests.map(({ method, path }) => `${method} ${path}`);

    /** Sends some events and cuts the connection once they are on their way. */
    const cutAfter =
      (count: number) =>
      ({ missing, send, socket }: Listener): void => {
        send(...missing.slice(0, count));
        setImmediate(() => socket.cut());
      };

    describe('an answer', () => {
      test('in one piece comes with its counts and the model that gave it', async () => {
        await begin({ mode: 'sync' });
        const { text, events, error } = await ask(client, question(QUESTION));
        assert.equal(error, undefined);
        assert.equal(text, ANSWER);
        assert.deepEqual(events.at(-1), {
          type: 'finish',
          reason: 'stop',
          usage: {
            inputTokens: QUESTION.length,
            outputTokens: ANSWER.length,
            cachedInputTokens: 0,
            reasoningTokens: 0,
            estimated: false,
          },
          servedModel: 'company-model-1',
        });
        assert.deepEqual(calls(), ['POST /oauth/token', 'POST /v1/dialogues']);
        assert.deepEqual(service.requests[1]!.body, {
          user_input: QUESTION,
          parameters: { model: 'test-model' },
        });
      });

      test('over a socket is the same, piece by piece', async () => {
        await begin();
        const { text, events, error } = await ask(client, question(QUESTION));
        assert.equal(error, undefined);
        assert.equal(text, ANSWER);
        assert.equal(events.filter(({ type }) => type === 'text-delta').length, [...ANSWER].length);
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.usage?.outputTokens === ANSWER.length);
        assert.deepEqual(calls(), ['POST /oauth/token', 'POST /v1/dialogues/async']);
        assert.equal(service.sockets[0]!.request.headers.authorization, `Bearer ${service.tokensGiven[0]}`);
      });

      test('of a service that has no tasks is asked for in one piece, and later ones at once', async () => {
        await begin();
        service.faults.missing.add('POST /v1/dialogues/async');
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.deepEqual(calls().slice(1), [
          'POST /v1/dialogues/async',
          'POST /v1/dialogues',
          'POST /v1/dialogues',
        ]);
      });

      test('as a task alone, where the setting says so, fails where there are none', async () => {
        await begin({ mode: 'async' });
        service.faults.missing.add('POST /v1/dialogues/async');
        assert.equal(kindOf((await ask(client, question(QUESTION))).error), 'protocol');
      });

      test('of a service that refuses sockets is looked for, and later ones are at once [F85]', async () => {
        await begin();
        service.faults.refuseUpgrades = 426;
        service.faults.charactersPerLook = 7;
        const { text, events } = await ask(client, question(QUESTION));
        assert.equal(text, ANSWER);
        const looks = Math.ceil(ANSWER.length / 7);
        assert.equal(events.filter(({ type }) => type === 'text-delta').length, looks);
        assert.equal(calls().filter((call) => call.startsWith('GET /v1/dialogues/')).length, looks);
        service.faults.refuseUpgrades = undefined;
        await ask(client, question(QUESTION));
        assert.equal(service.sockets.length, 0);
      });

      test('without a path for sockets is only looked for', async () => {
        await begin({ paths: { socket: '' } });
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.sockets.length, 0);
      });
    });

    describe('a socket', () => {
      test('that is cut is opened anew where it stopped, at every place of an answer [F85]', async () => {
        await begin();
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat({ max: 9 }), { maxLength: 6 }), async (cuts) => {
            service.faults.listeners.splice(0);
            // Each connection brings something, so that their number is not what ends the attempt.
            service.faults.listeners.push(...cuts.map((count) => cutAfter(count + 1)));
            const before = service.sockets.length;
            const { text, error } = await ask(client, question(QUESTION));
            assert.equal(error, undefined);
            assert.equal(text, ANSWER);
            assert.ok(service.sockets.length > before);
          }),
          { numRuns: 40 },
        );
        for (let count = 0; count <= [...ANSWER].length + 2; count++) {
          service.faults.listeners.splice(0, Number.POSITIVE_INFINITY, cutAfter(count));
          assert.equal((await ask(client, question(QUESTION))).text, ANSWER, `cut after ${count}`);
        }
      });

      test('asks for what comes after the last event that it brought', async () => {
        await begin();
        service.faults.listeners.push(cutAfter(4));
        await ask(client, question(QUESTION));
        assert.deepEqual(
          service.sockets.map(({ received }) => JSON.parse(received[0] ?? '').after),
          [0, 4],
        );
      });

      test('that brings events twice and in disorder loses and doubles nothing [F25]', async () => {
        await begin();
        await fc.assert(
          fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 4 })), async (moves) => {
            service.faults.listeners.push(({ missing, send }) => {
              const disordered = missing.flatMap((event) =>
                moves.next().value === 0 ? [event, event] : [event],
              );
              for (let index = 0; index + 3 < disordered.length; index++) {
                const to = index + (moves.next().value ?? 0) - 1;
                if (to > index) disordered.splice(to, 0, ...disordered.splice(index, 1));
              }
              send(...disordered);
            });
            assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
          }),
          { numRuns: 30 },
        );
        assert.equal(service.sockets.length, 30);
      });

      test('on which an event is missing is opened anew for it [F25]', async () => {
        await begin();
        service.faults.listeners.push(({ missing, send }) =>
          send(...missing.slice(0, 3), ...missing.slice(4)),
        );
        const ended = ask(client, question(QUESTION));
        await client.clock.timerOf(2500);
        client.clock.advance(2500);
        assert.equal((await ended).text, ANSWER);
        assert.equal(service.sockets.length, 2);
      });

      test('without numbers is not opened anew: the record tells the rest', async () => {
        await begin({}, { isNumbered: false });
        service.faults.listeners.push(cutAfter(5));
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.sockets.length, 1);
        assert.ok(calls().at(-1)?.startsWith('GET /v1/dialogues/dialogue-'));
      });

      test('that never brings anything is given up for the record [F85]', async () => {
        await begin();
        service.faults.listeners.push(...Array.from({ length: 5 }, () => cutAfter(0)));
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.sockets.length, 5);
      });

      test('is kept alive by heartbeats, and taken for dead after three that nobody answers', async () => {
        await begin({ heartbeatSeconds: 10 });
        service.faults.listeners.push(({ missing, send }) => send(...missing.slice(0, 2)));
        const opened = service.nextSocket();
        const heardText = Promise.withResolvers<void>();
        const ended = ask(client, question(QUESTION), NEVER, ({ type }) => {
          if (type === 'text-delta') heardText.resolve();
        });
        const socket = await opened;
        await heardText.promise;
        for (let beat = 0; beat < 3; beat++) {
          const heard = socket.next();
          await client.clock.timerOf(10_000);
          client.clock.advance(10_000);
          assert.deepEqual(JSON.parse(await heard), { type: 'heartbeat' });
        }
        client.clock.advance(10_000);
        assert.equal((await ended).text, ANSWER);
        assert.equal(service.sockets.length, 2);
      });

      test('lives as long as the service says so', async () => {
        await begin({ heartbeatSeconds: 10 });
        let finish = (): void => {};
        service.faults.listeners.push(({ missing, send }) => {
          send(...missing.slice(0, 3));
          finish = () => send(...missing.slice(3));
        });
        const opened = service.nextSocket();
        const ended = ask(client, question(QUESTION));
        const socket = await opened;
        await socket.next();
        for (let beat = 0; beat < 8; beat++) {
          const heard = socket.next();
          await client.clock.timerOf(10_000);
          client.clock.advance(10_000);
          await heard;
          const answered = socket.next();
          socket.send(JSON.stringify({ type: 'ping' }));
          assert.deepEqual(JSON.parse(await answered), { type: 'pong' });
        }
        finish();
        assert.equal((await ended).text, ANSWER);
        assert.equal(service.sockets.length, 1);
      });

      test('that pours out more than any answer is ends in one error [F93]', async () => {
        await begin();
        const flood = JSON.stringify({ type: 'progress', note: 'x'.repeat(4 * 1024 * 1024) });
        service.faults.listeners.push(({ socket }) => {
          for (let index = 0; index < 40; index++) socket.send(flood);
        });
        const { error } = await ask(client, question(QUESTION, { purpose: 'probe' }));
        assert.equal(kindOf(error), 'protocol');
      });

      test('that the service can no longer resume leaves the rest to the record', async () => {
        await begin();
        service.faults.listeners.push(cutAfter(4), ({ send }) =>
          send({ type: 'error', error: { code: 'resume_unavailable', message: 'too late' } }),
        );
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.ok(calls().at(-1)?.startsWith('GET'));
      });

      for (const socket of ['message', 'subprotocol'] as const)
        test(`is let in by a token in its ${socket}, where that is the service’s way`, async () => {
          await begin({ auth: { socket } }, { socketToken: socket });
          assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
          const [opened] = service.sockets;
          assert.equal(service.sockets.length, 1);
          assert.equal(opened!.request.headers.authorization, undefined);
        });
    });

    describe('a token', () => {
      test('is fetched once for all, and renewed before its end [F58]', async () => {
        await begin({ mode: 'sync' });
        await Promise.all(Array.from({ length: 10 }, () => ask(client, question(QUESTION))));
        assert.equal(service.tokensGiven.length, 1);
        client.clock.advance(0.95 * 7_200_000);
        await ask(client, question(QUESTION));
        assert.equal(service.tokensGiven.length, 2);
      });

      test('that is refused is renewed once, for all who were refused [F58]', async () => {
        await begin({ mode: 'sync' });
        await ask(client, question(QUESTION));
        service.expireTokens();
        const ends = await Promise.all(Array.from({ length: 5 }, () => ask(client, question(QUESTION))));
        assert.deepEqual(
          ends.map(({ text }) => text),
          Array(5).fill(ANSWER),
        );
        assert.equal(service.tokensGiven.length, 2);
      });

      test('that expires in the middle of an answer is renewed, and the answer goes on', async () => {
        await begin({ auth: { socket: 'message' } }, { socketToken: 'message' });
        service.faults.listeners.push(({ missing, send, socket }) => {
          send(...missing.slice(0, 5));
          service.expireTokens();
          setImmediate(() => socket.close(4401));
        });
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.tokensGiven.length, 2);
        assert.equal(service.sockets.length, 2);
      });

      test('that every socket is refused for is renewed once, and then the record is looked at', async () => {
        await begin({ auth: { socket: 'message' } }, { socketToken: 'message' });
        service.faults.listeners.push(
          ...Array.from(
            { length: 9 },
            () =>
              ({ socket }: Listener) =>
                socket.close(4401),
          ),
        );
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.tokensGiven.length, 2);
        assert.equal(service.sockets.length, 2);
      });

      test('that expires while sockets name no reason is renewed at the record', async () => {
        await begin();
        service.faults.listeners.push(({ missing, send, socket }) => {
          send(...missing.slice(0, 5));
          service.expireTokens();
          setImmediate(() => socket.cut());
        });
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        assert.equal(service.tokensGiven.length, 2);
      });

      test('is asked for with the id and secret in the form, where that is the service’s way', async () => {
        await begin({ mode: 'sync', auth: { client: 'body', scopes: ['dialogue:read'] } });
        assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        const form = new URLSearchParams(String(service.requests[0]!.body));
        assert.equal(form.get('scope'), 'dialogue:read');
        assert.equal(form.get('client_id'), 'inkstone');
        assert.equal(service.requests[0]!.headers.authorization, undefined);
      });

      for (const way of ['basic', 'body'] as const)
        test(`is given for a secret of any characters, ${way}`, async () => {
          const key = 'app-1:s%20:c+r/e=t&"~';
          service = await startDialogueService({ client: key });
          client = createDialogueClient(service, { mode: 'sync', auth: { client: way } }, { key, transport });
          assert.equal((await ask(client, question(QUESTION))).text, ANSWER);
        });

      test('that is not given, and a key of another shape, are the key’s fault and tell no secret [F92]', async () => {
        await begin();
        for (const key of ['inkstone:wrong-s3cret', 'no-colon-in-it']) {
          client = createDialogueClient(service, {}, { key, transport });
          const { error } = await ask(client, question(QUESTION));
          assert.equal(kindOf(error), 'invalid-credential');
          assert.doesNotMatch(inspect(error, { depth: 9 }), /wrong-s3cret|no-colon-in-it/);
        }
      });

      test('and the secret are in no error', async () => {
        await begin({ mode: 'sync' });
        service.faults.replies.push({
          status: 400,
          body: { error: { code: 'bad', message: `no ${KEY} and no token-1-of-the-company` } },
        });
        const { error } = await ask(client, question(QUESTION));
        assert.equal(kindOf(error), 'bad-request');
        assert.doesNotMatch(inspect(error, { depth: 9 }), /s3cret|token-1/);
      });
    });

    describe('a failure', () => {
      test('of some looks at a record passes', async () => {
        await begin({ paths: { socket: '' } });
        service.faults.replies.push(undefined, { status: 503 }, 'cut', { status: 429 }, { status: 500 });
        const { text, events } = await ask(client, question(QUESTION));
        assert.equal(text, ANSWER);
        assert.ok(!events.some(({ type }) => type === 'retrying'));
      });

      test('of every look is told, after a bounded number of them', async () => {
        await begin({ paths: { socket: '' } });
        service.faults.replies.push(undefined, ...Array.from({ length: 40 }, () => ({ status: 503 })));
        const { error } = await ask(client, question('x', { purpose: 'probe' }));
        assert.equal(kindOf(error), 'overloaded');
        assert.equal(calls().filter((call) => call.startsWith('GET')).length, 6);
      });

      test('of the task ends the answer, and what arrived stays', async () => {
        await begin();
        service.faults.listeners.push(({ missing, send }) =>
          send(...missing.slice(0, 5), {
            type: 'error',
            seq: 6,
            error: { code: 'server_error', message: 'no GPU' },
          }),
        );
        const { text, error } = await ask(client, question(QUESTION));
        assert.equal(kindOf(error), 'interrupted');
        assert.ok(ANSWER.startsWith(text) && text.length > 0);
      });

      test('by the content filter is told as that', async () => {
        await begin();
        service.faults.listeners.push(({ send }) =>
          send({ type: 'error', seq: 1, error: { code: 'content_filter', message: 'no' } }),
        );
        assert.equal(kindOf((await ask(client, question(QUESTION))).error), 'content-filter');
      });

      test('of the whole service while an answer is written is interrupted', async () => {
        await begin();
        service.faults.listeners.push(({ missing, send }) => {
          send(...missing.slice(0, 5));
          setImmediate(() => service.restart());
        });
        const { text, error } = await ask(client, question(QUESTION));
        assert.equal(kindOf(error), 'interrupted');
        assert.ok(ANSWER.startsWith(text) && text.length > 0);
      });

      test('of the whole service before anything was said is asked again', async () => {
        await begin();
        service.faults.listeners.push(() => service.restart());
        const { text, events } = await ask(client, question(QUESTION));
        assert.equal(text, ANSWER);
        assert.ok(events.some(({ type }) => type === 'retrying'));
      });

      for (const [name, reply, kind] of [
        ['a web page', { status: 200, body: '<html><title>Sign in</title></html>' }, 'proxy-page'],
        ['half an object', { status: 200, body: '{"dialogue_id":"d' }, 'connection-lost'],
        ['another API', { status: 200, body: { hello: 1 } }, 'protocol'],
        [
          'an error in 200',
          { status: 200, body: { error: { code: 'quota_exceeded', message: 'x' } } },
          'quota',
        ],
        ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 'redirect'],
        ['too little permission', { status: 403, body: { error: 'insufficient_scope' } }, 'permission'],
      ] as const)
        test(`that looks like ${name} is told as ${kind}`, async () => {
          for (const mode of ['sync', 'async'] as const) {
            await begin({ mode });
            service.faults.replies.push(reply);
            const { error } = await ask(client, question('x', { purpose: 'probe' }));
            if (mode === 'async' || kind !== 'connection-lost') assert.equal(kindOf(error), kind, mode);
            if (mode === 'sync') await service.close();
          }
        });
    });

    describe('cancelling', () => {
      test('closes the socket at once and gives up the task, where the service offers that', async () => {
        await begin({ paths: { cancel: 'DELETE /v1/dialogues/{id}' } });
        service.faults.listeners.push(({ missing, send }) => send(...missing.slice(0, 3)));
        const controller = new AbortController();
        const opened = service.nextSocket();
        const cancelled = service.nextRequest('DELETE /v1/dialogues/dialogue-');
        let cancelledAt = 0;
        const { error, text } = await ask(client, question(QUESTION), controller.signal, ({ type }) => {
          if (type !== 'text-delta' || cancelledAt > 0) return;
          cancelledAt = performance.now();
          controller.abort('stop');
        });
        assert.equal(error, 'stop');
        assert.ok(ANSWER.startsWith(text));
        assert.ok((await (await opened).closed) - cancelledAt < CLOSED_WITHIN_MS);
        await cancelled;
        await new Promise((resolve) => setImmediate(resolve));
        while (client.clock.pendingTimers > 0) await new Promise((resolve) => setImmediate(resolve));
      });

      test('is what a consumer does that just leaves', async () => {
        await begin();
        service.faults.listeners.push(({ missing, send }) => send(...missing.slice(0, 3)));
        const opened = service.nextSocket();
        for await (const { type } of client.provider.stream(question(QUESTION), NEVER))
          if (type === 'text-delta') break;
        const leftAt = performance.now();
        assert.ok((await (await opened).closed) - leftAt < CLOSED_WITHIN_MS);
      });

      test('ends the waits between looks', async () => {
        service = await startDialogueService();
        client = createDialogueClient(service, { paths: { socket: '' } }, { transport });
        service.faults.charactersPerLook = 1;
        const controller = new AbortController();
        const { error } = await ask(client, question(QUESTION), controller.signal, ({ type }) => {
          if (type === 'text-delta') controller.abort('stop');
        });
        assert.equal(error, 'stop');
      });
    });

    describe('a conversation', () => {
      test('goes on in the context that the service keeps, with the question alone', async () => {
        await begin();
        const chat = createChat(client);
        await chat.ask('One?');
        await chat.ask('Two?');
        await chat.ask('Three?');
        assert.equal(service.contextIds.length, 1);
        const [contextId] = service.contextIds;
        const bodies = service.requests
          .slice(1)
          .map(({ body }) => body as { user_input: string; context_id?: string });
        assert.deepEqual(
          bodies.map(({ user_input, context_id }) => [user_input, context_id]),
          [
            ['Be brief.\n\nOne?', undefined],
            ['Two?', contextId],
            ['Three?', contextId],
          ],
        );
      });

      test('of which an answer is asked for again is put right in the service’s record too', async () => {
        let given = 0;
        await begin({}, { answer: (input) => `${input} ${++given}` });
        const chat = createChat(client);
        await chat.ask('One?');
        await chat.ask('Two?');
        const again = await chat.askAgain(1);
        await chat.ask('Three?');
        assert.equal(again, 'Two? 3');
        const [contextId] = service.contextIds;
        assert.equal(service.contextIds.length, 1);
        assert.deepEqual(
          service.conversation(contextId!).map(({ response }) => response),
          ['Be brief.\n\nOne? 1', 'Two? 3', 'Three? 4'],
        );
        assert.ok(calls().some((call) => call.startsWith('PUT /v1/dialogues/')));
      });

      test('is told anew to a service that does not let answers be amended', async () => {
        await begin({ mode: 'sync' });
        const chat = createChat(client);
        await chat.ask('One?');
        service.faults.replies.push({ status: 405 });
        await chat.askAgain(0, 'One, again?');
        await chat.askAgain(0, 'One, once more?');
        assert.equal(calls().filter((call) => call.startsWith('PUT')).length, 1);
        assert.equal(service.contextIds.length, 3);
      });

      for (const mode of ['sync', 'async', 'auto'] as const)
        test(`that a service has forgotten is told anew, ${mode}`, async () => {
          await begin({ mode });
          const chat = createChat(client);
          await chat.ask('One?');
          service.restart();
          assert.match(await chat.ask('Two?'), /User: One\?.*Assistant: You said.*Answer this:.*Two\?$/s);
          await chat.ask('Three?');
          assert.equal((service.requests.at(-1)!.body as { user_input: string }).user_input, 'Three?');
        });

      test('in which an answer is not the service’s own is told anew', async () => {
        await begin();
        const chat = createChat(client);
        await chat.ask('One?');
        chat.said[0]!.answer = 'What another model said.';
        assert.match(await chat.ask('Two?'), /Assistant: What another model said\./);
        assert.equal(service.contextIds.length, 2);
      });

      test('of which a question is stopped is told anew', async () => {
        await begin({}, { answer: () => 'Long answer.' });
        const chat = createChat(client);
        await chat.ask('One?');
        service.faults.listeners.push(({ missing, send, socket }) => {
          send(...missing.slice(0, 3));
          setImmediate(() =>
            service.faults.replies.push(...Array.from({ length: 9 }, () => ({ status: 403 }))),
          );
          setImmediate(() => socket.cut());
          service.faults.refuseUpgrades = 403;
        });
        await assert.rejects(chat.ask('Two?'));
        service.faults.replies.splice(0);
        service.faults.refuseUpgrades = undefined;
        await chat.ask('Three?');
        assert.equal((service.requests.at(-1)!.body as { context_id?: string }).context_id, undefined);
      });

      test('has nothing to do with another one', async () => {
        await begin();
        await createChat(client, 'a').ask('One?');
        await createChat(client, 'b').ask('One?');
        assert.equal(service.contextIds.length, 2);
      });
    });

    describe('a company’s own names', () => {
      test('of paths and fields are used throughout', async () => {
        await begin({
          mode: 'sync',
          paths: { create: '/v1/dialogues' },
          fields: {
            userInput: 'user_input',
            system: 'parameters.instructions',
            history: 'parameters.turns',
            model: 'options.engine',
            maxTokens: '',
            servedModel: 'metadata.finish_reason',
          },
          extra: { parameters: { tenant: 'x' }, source: 'editor' },
        });
        const request = question('Two?', {
          maxOutputTokens: 100,
          messages: [
            { role: 'system', text: 'Be brief.' },
            { role: 'user', text: 'One?' },
            { role: 'assistant', text: 'One.' },
            { role: 'user', text: 'Two?' },
          ],
        });
        const { events } = await ask(client, request);
        assert.deepEqual(service.requests.at(-1)!.body, {
          user_input: 'Two?',
          parameters: {
            tenant: 'x',
            instructions: 'Be brief.',
            turns: [
              { role: 'user', content: 'One?' },
              { role: 'assistant', content: 'One.' },
            ],
          },
          options: { engine: 'test-model' },
          source: 'editor',
        });
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.servedModel === 'stop');
      });
    });

    describe('the secret', () => {
      let other: DialogueService;
      before(async () => {
        other = await startDialogueService();
      });
      after(() => other.close());

      test('goes to the token address that the setting states, and the token to the service', async () => {
        await begin({ mode: 'sync', auth: { tokenUrl: `${other.url}/oauth/token` } });
        const { error } = await ask(client, question(QUESTION));
        // The service knows none of the other's tokens.
        assert.equal(kindOf(error), 'invalid-credential');
        assert.ok(other.requests.length > 0 && other.requests.every(({ path }) => path === '/oauth/token'));
        assert.ok(service.requests.every(({ headers }) => !headers.authorization?.startsWith('Basic')));
      });

      test('never goes over an open line to the internet', async () => {
        await begin({ auth: { tokenUrl: 'http://tokens.example/oauth/token' } });
        assert.equal(kindOf((await ask(client, question(QUESTION))).error), 'blocked-origin');
        assert.equal(service.requests.length, 0);
      });
    });
  });
