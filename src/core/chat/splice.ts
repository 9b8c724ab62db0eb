import type { OpenFence } from './codeBlockAt.ts';
import { repetitionOf } from './repetition.ts';

/**
 * How a model goes on with a text: `resumed` by the provider's own mechanism, at its very end, or `asked` to go on by
 * a question, which it answers as it likes.
 */
export type ContinuationWay = 'resumed' | 'asked';

/** Whether the parts fit together exactly, where that is known: `open` before the first character has passed. */
export type Join = 'open' | 'exact' | 'unknown';

/** Puts the new text of a model at the end of a kept one: it takes out what is there already. */
export interface Splice {
  readonly join: Join;
  /** Takes what came and gives what is to be added; nothing while it cannot be told whether it is new. */
  push(text: string): string;
  /** The user has waited long enough: gives what may be new. What so far only repeats the kept text is held on to. */
  hurry(): string;
  /** No more will come. */
  end(): string;
}

/** So long may a line be that only announces the continuation. */
const LEAD_IN_CHARACTERS = 80;

/** A restart is one only when so much of the beginning came again. */
const RESTART_CHARACTERS = 40;

/**
 * `fence` is the code block that the kept text ends in, if it ends in one. A provider that resumes is given the kept
 * text without the white space at its end.
 */
export function createSplice(kept: string, fence: OpenFence | undefined, way: ContinuationWay): Splice {
  const decide = way === 'resumed' ? decideResumed : decideAsked;
  let held = '';
  let join: Join = 'open';

  function take(patience: Patience): string {
    const decided = held === '' ? undefined : decide({ kept, fence, held, patience });
    if (!decided) return '';
    const added = held.slice(decided.start);
    held = '';
    join = decided.isExact ? 'exact' : 'unknown';
    return added;
  }

  return {
    get join() {
      return join;
    },
    push(text) {
      if (join !== 'open') return text;
      held += text;
      return take('waits');
    },
    hurry: () => take('hurries'),
    end: () => take('over'),
  };
}

type Patience = 'waits' | 'hurries' | 'over';

interface Facts {
  readonly kept: string;
  readonly fence: OpenFence | undefined;
  readonly held: string;
  readonly patience: Patience;
}

/** Where in the held text the new begins. */
interface Decision {
  readonly start: number;
  readonly isExact: boolean;
}

/**
 * Servers that go on exactly add nothing of their own, but some send all of the text anew. They are given the text
 * without the white space at its end, since many would take it off by themselves, and so they write that again.
 */
function decideResumed({ kept, held, patience }: Facts): Decision | undefined {
  const body = kept.trimEnd();
  const isOver = patience === 'over';
  const isEcho = held.startsWith(body);
  if (!isEcho && body.startsWith(held)) {
    if (!isOver) return undefined;
    if (held.length >= RESTART_CHARACTERS) return { start: held.length, isExact: true };
  }
  const isShortEcho = isEcho && body.length < RESTART_CHARACTERS;
  const beganAnew = !isEcho && held.startsWith(body.slice(0, RESTART_CHARACTERS));
  const start = isEcho && !isShortEcho ? body.length : 0;
  const gap = kept.slice(body.length);
  const rest = held.slice(start, start + gap.length);
  if (rest.length < gap.length && gap.startsWith(rest) && !isOver) return undefined;
  let same = 0;
  while (same < rest.length && gap[same] === rest[same]) same++;
  return { start: start + same, isExact: !isShortEcho && !beganAnew && same === rest.length };
}

/** Only a repetition shows where the parts join, so without one the join is unknown. */
function decideAsked({ kept, fence, held, patience }: Facts): Decision | undefined {
  const isOver = patience === 'over';
  const { starts, likely, isOpen } = beginnings(held, fence);
  const found = starts.map((start) => ({ start, ...repetitionOf(kept, held.slice(start), isOver) }));
  if (!isOver && ((isOpen && patience === 'waits') || found.some((each) => each.isOpen))) return undefined;
  const best = found.reduce((a, b) => (b.length > a.length ? b : a));
  return best.length > 0
    ? { start: best.start + best.length, isExact: best.isCertain }
    : { start: likely, isExact: false };
}

interface Beginnings {
  /** Where the answer may go on, the first of them at 0. */
  readonly starts: readonly number[];
  /** Where it most likely does if nothing is repeated. */
  readonly likely: number;
  /** The next characters may show another. */
  readonly isOpen: boolean;
}

/** Models announce that they go on, and open a code block again that is still open. */
function beginnings(held: string, fence: OpenFence | undefined): Beginnings {
  const starts = [0];
  let likely = 0;
  const blank = /^\s*/.exec(held)?.[0].length ?? 0;
  let at = blank;
  const line = /^[^\n]*/.exec(held.slice(at))?.[0] ?? '';
  const isWhole = at + line.length < held.length;
  if (isWhole && line.length <= LEAD_IN_CHARACTERS && isLeadIn(line)) {
    at += line.length + (/^\n+/.exec(held.slice(at + line.length))?.[0].length ?? 0);
    likely = at;
  }
  if (at > 0) starts.push(at);
  const opener = fence && /^ {0,3}(`{3,}|~{3,})([^\n]*)\n/.exec(held.slice(at));
  if (opener?.[1] === fence?.run && opener) {
    const after = at + opener[0].length;
    starts.push(after);
    // Without the language it may as well close the block.
    if (opener[2]?.trim()) likely = after;
  }
  const rest = held.slice(at);
  const mayBeFence =
    fence !== undefined && rest.length <= LEAD_IN_CHARACTERS && /^ {0,3}[`~][^\n]*$/.test(rest);
  const mayBeLeadIn = !isWhole && line.length <= LEAD_IN_CHARACTERS && mayBecomeLeadIn(line);
  return { starts, likely, isOpen: rest === '' || mayBeFence || mayBeLeadIn };
}

/** All that a line may say which only announces the continuation, in English and Chinese. */
const LEAD_INS: readonly RegExp[] = [
  /^(?:(?:sure|certainly|okay|ok|of course|right|sorry|apologies)\b[\s,.!:–—-]*)*(?:(?:i['’]ll|i will|let me|let['’]s)\s+)?(?:(?:continu(?:e|ing|ation|ed)|resum(?:e|ing)|go(?:ing)? on|carry(?:ing)? on|pick(?:ing)? up|here(?:['’]s| is)(?= the (?:rest|continuation|remainder|remaining)))\b)(?:\s+(?:from|where|i|we|it|left|off|stopped|was|the|my|previous|last|answer|reply|response|code|explanation|with|rest|of|exactly|right|here|text|message|cut|interrupted|now|on|up|at|point|that|is|in|block|list|table|continuation|remainder|remaining|part))*\s*[:.…!—–-]*$/i,
  /^(?:(?:好的?|当然|没问题|抱歉|对不起)[，,。！!：:\s]*)*(?:我|将|会|来|让|下面|现在|接下来|以下|是|从|请看)*(?:继续|接着|接上|续写|续上|接续|剩余|后续|其余|续)(?:上文|上面|前文|前面|之前|刚才|中断|断开|未完|的|内容|回答|部分|代码|输出|处|剩下|答案|说明|解释|如下|吧|一下|给出|下去|写|完成|地方|位置)*[：:。.…！!\s]*$/,
];

function isLeadIn(line: string): boolean {
  const words = line.replace(/^[\s*_#>（(【[-]+|[\s*_）)】\]]+$/g, '');
  return LEAD_INS.some((leadIn) => leadIn.test(words));
}

const FIRST_WORDS: readonly string[] = [
  ...['sure', 'certainly', 'ok', 'of course', 'right', 'sorry', 'apologies', 'i’ll', "i'll", 'i will', 'let'],
  ...['continu', 'resum', 'go', 'carry', 'pick', 'here'],
  ...[
    '好',
    '当然',
    '没问题',
    '抱歉',
    '对不起',
    '我',
    '将',
    '让',
    '下面',
    '现在',
    '接',
    '以下',
    '继续',
    '续',
    '剩余',
  ],
  ...['后续', '其余', '从', '请看'],
];

function mayBecomeLeadIn(line: string): boolean {
  const words = line.toLowerCase().replace(/^[\s*_#>（(【[-]+/, '');
  return FIRST_WORDS.some((first) => first.startsWith(words) || words.startsWith(first));
}
