import * as z from 'zod/mini';
import { because } from './settingsFaults.ts';

/** Below the endpoint's address. */
const path = () => z.string().check(z.regex(/^\/[^\s#]*$/, because('path')));

/** Of one dialogue: `{id}` stands for its id. */
const dialoguePath = () => z.string().check(z.regex(/^\/[^\s#]*\{id\}[^\s#]*$/, because('dialogue-path')));

/** The way to a field through nested objects, such as `metadata.usage`. */
const field = () => z.string().check(z.regex(/^[\w-]+(?:\.[\w-]+)*$/, because('field')));

/** The same for a field that is left out of requests when this is empty. */
const optionalField = () =>
  z.string().check(z.regex(/^(?:[\w-]+(?:\.[\w-]+)*)?$/, because('optional-field')));

/**
 * How a dialogue service differs from the plain one: `inkstone.endpoints.<id>.dialogue`. What is left out is as
 * docs/dialogue-service.md says.
 */
export const dialogueSetting = () =>
  z.strictObject({
    mode: z.optional(z.enum(['auto', 'sync', 'async'])),
    paths: z.optional(
      z.strictObject({
        create: z.optional(path()),
        async: z.optional(path()),
        read: z.optional(dialoguePath()),
        /** Empty where progress is only to be asked for. */
        socket: z.optional(
          z.string().check(z.regex(/^(?:\/[^\s#]*\{id\}[^\s#]*)?$/, because('socket-path'))),
        ),
        /** With its method before it: `DELETE /v1/dialogues/{id}`. */
        cancel: z.optional(
          z.string().check(z.regex(/^(?:(?:POST|DELETE) \/[^\s#]*\{id\}[^\s#]*)?$/, because('cancel-path'))),
        ),
      }),
    ),
    fields: z.optional(
      z.strictObject({
        contextId: z.optional(field()),
        userInput: z.optional(field()),
        /** Where the rules and the earlier turns go, if not into the user's input. */
        system: z.optional(optionalField()),
        history: z.optional(optionalField()),
        model: z.optional(optionalField()),
        maxTokens: z.optional(optionalField()),
        temperature: z.optional(optionalField()),
        dialogueId: z.optional(field()),
        status: z.optional(field()),
        response: z.optional(field()),
        context: z.optional(field()),
        usage: z.optional(field()),
        servedModel: z.optional(field()),
        finishReason: z.optional(field()),
        eventType: z.optional(field()),
        sequence: z.optional(field()),
        delta: z.optional(field()),
      }),
    ),
    /** What every request carries besides. */
    extra: z.optional(z.record(z.string(), z.json())),
    /** Whether `PUT` on a dialogue's path has a turn answered anew. */
    amend: z.optional(z.boolean()),
    auth: z.optional(
      z.strictObject({
        /** `bearer` sends the key as it is. */
        kind: z.optional(z.enum(['client-credentials', 'bearer'])),
        /** A path below the endpoint's address, or an address: then the client's secret is sent there. */
        tokenUrl: z.optional(
          z
            .string()
            .check(
              z.refine(
                (url) => /^\/[^\s?#]*$/.test(url) || (/^https?:\/\/\S+$/.test(url) && URL.canParse(url)),
                because('token-address'),
              ),
            ),
        ),
        scopes: z.optional(
          z.array(z.string().check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, because('scope')))),
        ),
        /** Where the client's id and secret stand. */
        client: z.optional(z.enum(['basic', 'body'])),
        /** Where a socket's token stands: in a header, in the first message, or among the subprotocols. */
        socket: z.optional(z.enum(['header', 'message', 'subprotocol'])),
      }),
    ),
    /** Between signs of life; after three without one, a socket is taken for dead. */
    heartbeatSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
  });

export type DialogueSetting = z.infer<ReturnType<typeof dialogueSetting>>;
