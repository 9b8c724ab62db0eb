/** A way in which something outside of Inkstone, or in it, goes wrong. */
export interface Fault {
  /** Stands in brackets in the title of every test that proves the row: `… [F40]`. */
  readonly id: `F${number}`;
  readonly fault: string;
  /** What happens instead of the worst. */
  readonly promise: string;
  /** Why there is nothing to prove: Inkstone does not have what could fail in this way. */
  readonly absent?: string;
}

export interface FaultArea {
  readonly title: string;
  readonly faults: readonly Fault[];
}

/** What may go wrong between a question and its answer, and what is promised for each. */
export const FAULT_AREAS: readonly FaultArea[] = [
  {
    title: 'Bytes and framing',
    faults: [
      {
        id: 'F01',
        fault: 'A character is cut between chunks: byte by byte, in an emoji, before a combining mark',
        promise: 'The same text',
      },
      { id: 'F02', fault: 'Bytes that are not UTF-8', promise: 'Shown as damage; the answer goes on' },
      {
        id: 'F03',
        fault: 'CRLF, CR or both end the lines, also cut between them',
        promise: 'The same events',
      },
      { id: 'F04', fault: 'A byte order mark', promise: 'Left out at the start, kept in a text' },
      {
        id: 'F05',
        fault: '`data:` with no blank, with two, or empty',
        promise: 'One blank goes; an empty event is none',
      },
      { id: 'F06', fault: 'An event of several `data:` lines', promise: 'Read as one' },
      {
        id: 'F07',
        fault: 'Comments keep a connection alive',
        promise: 'No event; they count as a sign of life, for four minutes without content at most',
      },
      {
        id: 'F08',
        fault: '`id:`, `retry:`, unknown fields, `event: ping`',
        promise: 'Ignored; nothing ever reconnects by itself',
      },
      {
        id: 'F09',
        fault: 'An event of many megabytes',
        promise: 'Read, in time linear to its length, up to 32 Mi characters',
      },
      {
        id: 'F10',
        fault: 'A line without an end',
        promise: 'One `protocol` error at the limit, memory bounded, connection closed',
      },
      {
        id: 'F11',
        fault: 'The last event lacks its blank line',
        promise: 'Complete when it says so, else interrupted',
      },
      { id: 'F12', fault: 'All events in one chunk; one event in hundreds', promise: 'The same events' },
      { id: 'F13', fault: 'NUL and control characters in the text', promise: 'Kept; shown as text' },
      {
        id: 'F14',
        fault: 'A byte a second',
        promise: 'Borne while the answer grows; the deadline still holds',
      },
    ],
  },
  {
    title: 'JSON and protocol',
    faults: [
      {
        id: 'F15',
        fault: 'A damaged event among sound ones',
        promise:
          'Before anything was shown: tried again. After: one is left out, a second interrupts. Its content is never told',
      },
      { id: 'F16', fault: 'An object cut into two events', promise: 'Put together' },
      {
        id: 'F17',
        fault: 'An error in the middle of a stream',
        promise: 'Classified by its code; the text stands; no JSON is shown',
      },
      { id: 'F18', fault: 'An error under HTTP 200', promise: 'The error that it is' },
      { id: 'F19', fault: 'A whole answer although a stream was asked for', promise: 'Taken' },
      {
        id: 'F20',
        fault: 'A web page in place of an answer: a captive portal, a proxy’s block page',
        promise:
          'One `proxy-page` error with the page’s title as text; a gateway’s own 502–504 is tried again',
      },
      { id: 'F21', fault: 'HTTP 200 with nothing', promise: 'Tried again, then `empty-answer`' },
      { id: 'F22', fault: 'Missing, null and misplaced fields', promise: 'Nothing is said, no harm done' },
      {
        id: 'F23',
        fault: 'Counts: null, missing, late, twice, running',
        promise: 'The last stand and are not added up; without any the count is an estimate and says so',
      },
      { id: 'F24', fault: 'A chunk that comes twice', promise: 'Text is never judged to be a repetition' },
      {
        id: 'F25',
        fault: 'Numbered events: a gap, disorder, repetitions',
        promise: 'In order, each once; what is missing is fetched, or the answer is interrupted',
      },
      { id: 'F26', fault: 'A finish reason, but no `[DONE]`', promise: 'Complete' },
      {
        id: 'F27',
        fault: '`[DONE]`, but no finish reason',
        promise: 'Complete, for a reason unknown; tried again when empty',
      },
      { id: 'F28', fault: 'Neither', promise: '`interrupted`: the text stands' },
      {
        id: 'F29',
        fault: 'Events after `[DONE]`',
        promise: 'Ignored, but for the counts; the connection is let go',
      },
      { id: 'F30', fault: 'Unknown events and fields', promise: 'Ignored' },
      {
        id: 'F31',
        fault: 'Tool arguments of megabytes in thousands of pieces',
        promise: 'Put together in linear time',
      },
      {
        id: 'F32',
        fault: 'An escape, or an emoji’s halves, cut between pieces',
        promise: 'The same characters',
      },
      {
        id: 'F33',
        fault: 'Tool arguments that are no JSON, cut, or hold `__proto__`',
        promise:
          'Handed over as the text that they are; no prototype is touched; a call that its limit cut is not handed over',
      },
      {
        id: 'F34',
        fault: 'Tool calls: interleaved, without index or id, with an id used twice',
        promise: 'Each call whole',
      },
      { id: 'F35', fault: 'The output limit in a tool call', promise: 'The call is not handed over' },
      { id: 'F36', fault: 'Thoughts, but no answer', promise: 'Shown; not tried again' },
      { id: 'F37', fault: 'Another model answers', promise: 'Its name is in the finish' },
    ],
  },
  {
    title: 'HTTP and transport',
    faults: [
      {
        id: 'F38',
        fault: 'Nobody listens, or the host is not reached',
        promise: 'Three attempts, then `unreachable` with the host',
      },
      {
        id: 'F39',
        fault: 'A reset or an end before the headers; a kept connection that went stale',
        promise: 'Tried again at once, with one more request',
      },
      {
        id: 'F40',
        fault: 'A reset or an end within the answer',
        promise: 'After something was shown `interrupted`, and never repeated; after the finish complete',
      },
      {
        id: 'F41',
        fault: 'Silence: before the headers, before the first token, in the answer',
        promise: 'Given up after 60, 120 and 60 s; tried once more where nothing was shown',
      },
      { id: 'F42', fault: 'Signs of life, but no content', promise: 'Given up after four minutes' },
      {
        id: 'F43',
        fault: 'Compression: flushed, not flushed, cut, false',
        promise: 'Unpacked; streams when flushed; a cut is an interruption, a lie one error',
      },
      {
        id: 'F44',
        fault: 'Content-length too long or too short, a bad chunk, both lengths at once',
        promise: 'One error; the connection is not used again',
      },
      {
        id: 'F45',
        fault: 'What answers does not speak HTTP/1: SSH, HTTP/0.9, TLS on either side only',
        promise: 'One clear error',
      },
      { id: 'F46', fault: '1xx, 204, 206', promise: 'Passed over; an empty answer; an error' },
      {
        id: 'F47',
        fault: 'Redirects',
        promise: 'Never followed: no key and no prompt reaches the other host',
      },
      {
        id: 'F48',
        fault: 'Each error status, and each code of a provider’s table',
        promise: 'Its own kind, and its own number of attempts',
      },
      {
        id: 'F49',
        fault: '`Retry-After` in seconds, as a date, zero, negative, huge, as words, in ms',
        promise:
          'Never earlier than asked; by the server’s clock; beyond a minute the error instead of the wait',
      },
      {
        id: 'F50',
        fault: '503 once, 503 always, a storm of 429',
        promise: 'Two requests; three; one at a time until the provider takes them again, no stampede',
      },
      {
        id: 'F51',
        fault: 'Names: not found, not resolvable; IPv6 broken',
        promise: '`dns` after two or three tries; IPv4 is used',
      },
      {
        id: 'F52',
        fault: 'TLS: self-signed, expired, wrong host, too old, a client’s certificate demanded',
        promise:
          'One `tls` error; no way to switch the check off. A certificate demanded over TLS 1.3 looks like a lost connection',
      },
      {
        id: 'F53',
        fault: 'Proxies: a login demanded, a refusal, a block page, down, changed while running',
        promise: 'The editor’s own proxy support; a clear error; the next request uses the new one',
      },
      {
        id: 'F54',
        fault: 'The machine slept',
        promise: 'What has arrived is read before silence is judged; limits that have passed are over',
      },
      {
        id: 'F55',
        fault: 'HTTP/2: GOAWAY, REFUSED_STREAM, RST_STREAM',
        promise: 'One more try where nothing was processed',
        absent: 'HTTP/2 is off in both transports',
      },
      { id: 'F56', fault: 'A gigabyte that is no stream', promise: 'One error at the limit, memory bounded' },
    ],
  },
  {
    title: 'Keys and clocks',
    faults: [
      { id: 'F57', fault: '401 and 403, ten at once', promise: 'One request each, no repetition' },
      {
        id: 'F58',
        fault: 'A fetched token expires while ten requests run',
        promise: 'One fetch for all; each is sent once more; a second refusal is final',
      },
      {
        id: 'F59',
        fault: 'Another window changed the key',
        promise: 'The key is looked up at each request',
      },
      {
        id: 'F60',
        fault: 'This clock is wrong by minutes',
        promise: 'A signed token is made anew by the server’s clock, once',
      },
      {
        id: 'F61',
        fault: 'The key is removed while a request waits for its turn',
        promise: 'Nothing is sent: `no-credential`',
      },
      { id: 'F62', fault: 'The address changes under a key', promise: 'Nothing is sent: `blocked-origin`' },
    ],
  },
  {
    title: 'Client and host',
    faults: [
      {
        id: 'F63',
        fault:
          'Stopped: while it waits for its turn, between attempts, while connecting, before the headers, in the answer, after the finish, twice',
        promise:
          'Ends at once with the reason and one record; the connection closes within 250 ms; after the finish nothing happens',
      },
      {
        id: 'F64',
        fault: 'Nobody reads for a while',
        promise: 'The server waits; memory stays bounded; nothing is lost',
      },
      {
        id: 'F65',
        fault: 'A thousand requests at once',
        promise: '32 under way at most; each gets its own answer; what the user watches goes first',
      },
      {
        id: 'F66',
        fault: 'Thousands of answers one after the other',
        promise: 'Memory and handles stay flat',
      },
      {
        id: 'F67',
        fault: 'The window is closed or killed in an answer',
        promise: 'What arrived is there again, interrupted; nothing is sent by itself',
      },
      { id: 'F68', fault: 'Two windows', promise: 'Neither loses what the other wrote' },
      {
        id: 'F69',
        fault: 'The disk is full, read-only or forbidden',
        promise: 'Work goes on in memory; one warning; no half-written file',
      },
      {
        id: 'F70',
        fault: 'A file is damaged, or of a newer version',
        promise: 'Set aside, or left alone; the rest works',
      },
      {
        id: 'F71',
        fault: 'The cache: another key’s answer, a changed entry, an answer that was cut or may vary',
        promise: 'Never given: entries are sealed, and belong to one key and one question',
      },
      {
        id: 'F72',
        fault: 'The process is blocked for seconds',
        promise: 'No silence is judged before what arrived was read',
      },
      { id: 'F73', fault: 'The clock is set, forward or back', promise: 'No wait and no limit changes' },
      {
        id: 'F74',
        fault: 'Hundreds of long turns in one chat',
        promise: 'The panel stays quick',
        absent: 'a later step: the transcript is not virtualised yet',
      },
      {
        id: 'F75',
        fault: 'The panel is hidden, closed or loaded anew in an answer',
        promise: 'The host owns the state; the panel gets it whole',
      },
      { id: 'F76', fault: 'A message to the panel is lost or comes twice', promise: 'It asks for the whole' },
      {
        id: 'F77',
        fault: 'The file is changed or closed while an edit is written',
        promise: 'What the user typed stays; one undo',
      },
      {
        id: 'F78',
        fault: 'One token of 200 kB; ten thousand empty ones',
        promise: 'Linear time; one post a frame',
      },
      {
        id: 'F79',
        fault: 'A fallback steps in',
        promise: 'Only before anything was shown; told; both are recorded',
      },
      { id: 'F80', fault: 'A service that keeps failing', promise: 'Left alone, then tried by one request' },
    ],
  },
  {
    title: 'Found missing',
    faults: [
      {
        id: 'F81',
        fault: 'A kilobyte that unpacks to a gigabyte',
        promise: 'One error at the limit, memory bounded',
      },
      {
        id: 'F82',
        fault: 'A hundred thousand headers; a header of 100 kB',
        promise: 'One `protocol` error, memory bounded',
      },
      {
        id: 'F83',
        fault: '`__proto__` and `constructor` as keys anywhere in an answer',
        promise: 'Data like any other; no prototype is touched',
      },
      {
        id: 'F84',
        fault: 'Lines of JSON: cut, damaged, an error among them, without an end',
        promise: 'As with events',
      },
      {
        id: 'F85',
        fault: 'A WebSocket: refused, closed in the answer, silent, flooded',
        promise: 'Polled instead, gone on with, or one error',
      },
      {
        id: 'F86',
        fault: 'A key with a blank, a line end or a character that no key has',
        promise: 'Nothing is sent; the key is in no error',
      },
      { id: 'F87', fault: 'The provider repeats the key in its error', promise: 'Masked' },
      { id: 'F88', fault: 'A host that the user’s list does not name', promise: 'No connection is opened' },
      {
        id: 'F89',
        fault: 'Interim responses, or headers a byte at a time, without an end',
        promise: 'Given up after a minute all the same',
      },
      {
        id: 'F90',
        fault: 'The refusal’s body has no end',
        promise: '64 Ki characters are read, and the connection closed',
      },
      {
        id: 'F91',
        fault: 'An answer that never stops',
        promise: 'Ended after a quarter of an hour, and kept',
      },
      {
        id: 'F92',
        fault: 'The token’s server answers with a page, nothing, or an error',
        promise: 'One clear error; nothing is sent to the model',
      },
      {
        id: 'F93',
        fault: 'A gigabyte of events, each of which is in order',
        promise: 'One error after 128 MiB, memory bounded',
      },
      {
        id: 'F94',
        fault: 'A limit of minutes in the middle of a batch',
        promise: 'It waits and goes on by itself; beyond half an hour it stops, and says until when',
      },
    ],
  },
];

export const FAULTS: readonly Fault[] = FAULT_AREAS.flatMap(({ faults }) => faults);
