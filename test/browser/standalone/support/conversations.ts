import { withContinue } from '../../../../src/assistant/turnEnds.ts';
import {
  type Answer,
  emptySession,
  newAnswer,
  type SessionState,
  type Turn,
} from '../../../../src/core/chat/session.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import { noticeFor } from '../../../../src/core/noticeFor.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import type { PageLanguage } from './languages.ts';

export function turnOf(id: string, question: string, answer: Partial<Answer> = {}): Turn {
  return {
    id,
    purpose: 'chat',
    question: { text: question, references: [] },
    answer: { ...newAnswer('GLM-5.2'), ...answer },
  };
}

/** A turn for each text, with the text as its whole answer, or with an answer that is still waited for. */
export function turnsFor(texts: readonly string[], status: 'complete' | 'waiting'): readonly Turn[] {
  return texts.map((text, index) =>
    turnOf(`turn-${index}`, `Question ${index}`, { status, text: status === 'complete' ? text : '' }),
  );
}

/** A chat of these turns, one after the other. */
export function sessionOf(turns: readonly Turn[], id = 'chat'): SessionState {
  const inOneLine = turns.map((turn, index) => {
    const before = turns[index - 1];
    return before ? { ...turn, parentId: before.id } : turn;
  });
  return { ...emptySession(id, 0), title: 'Discounts', turns: inOneLine };
}

/** A conversation with everything that a transcript can show: the first answer whole, the second cut off. */
export function fullConversation(language: PageLanguage): SessionState {
  const { title, explain, explanation, reasoning, ask, cutOff } =
    language.language === 'en' ? ENGLISH_WORDS : CHINESE_WORDS;
  const t = translator(language.texts);
  const lost = new ProviderError('interrupted', 'socket hang up', { provider: 'zhipu' });
  const explained: Turn = {
    ...turnOf('explain', explain, {
      text: explanation,
      reasoning,
      status: 'complete',
      figures: {
        usage: {
          inputTokens: 1480,
          outputTokens: 612,
          cachedInputTokens: 1024,
          reasoningTokens: 96,
          estimated: false,
        },
        cost: { amount: 0.0123, currency: 'CNY' },
        timeToFirstTokenMs: 420,
        reasoningMs: 3200,
        durationMs: 9800,
      },
    }),
    purpose: 'explain',
    question: {
      text: explain,
      references: [
        { label: 'discounts.ts:12-40', uri: 'file:///shop/src/discounts.ts', startLine: 12, endLine: 40 },
      ],
    },
  };
  const asked = turnOf('ask', ask, {
    text: cutOff,
    status: 'interrupted',
    notice: withContinue(noticeFor(lost, t), t),
  });
  return { ...sessionOf([explained, asked]), title };
}

const CODE = `\`\`\`ts
/** Percent off, by the number of books. */
const STEPS: readonly [count: number, percent: number][] = [[3, 5], [10, 15]];

export function discountOf(books: readonly Book[], isMember = false): number {
  const [, percent] = STEPS.findLast(([count]) => books.length >= count) ?? [0, 0];
  return isMember ? Math.min(percent + 5, 20) : percent; // at most 20 %, whatever the number of books in the cart
}
\`\`\``;

const ENGLISH_WORDS = {
  title: 'Discounts',
  explain: 'Explain discountOf.',
  reasoning:
    'The function looks up the last step that the cart reaches.\n\nThen members get five percent more.',
  explanation: `## What it does

\`discountOf\` gives the **percentage** that a cart is reduced by. It depends on *two* things:

1. how many books there are, and
2. whether the customer is a member:
   - members get five percent more,
   - but never more than ~~25~~ 20 percent.

${CODE}

| Books | Guest | Member |
|:------|------:|-------:|
| 1–2   |   0 % |    5 % |
| 3–9   |   5 % |   10 % |
| 10–   |  15 % |   20 % |

> An empty cart is reduced by nothing.

### What is left to do

- [x] Name the steps
- [ ] Test the limit of 20 %, see [the sample](https://example.com/discounts) and \`cart.ts\`

![A chart of the steps](https://example.com/chart.png)`,
  ask: 'And who calls it?\nOnly the cart?',
  cutOff: 'Two places call it: `totalOf` in `cart.ts`, and',
};

const CHINESE_WORDS = {
  title: '折扣',
  explain: '解释 discountOf。',
  reasoning: '函数查找购物车达到的最后一档。\n\n然后会员再加五个百分点。',
  explanation: `## 它做什么

\`discountOf\` 给出购物车的**折扣百分比**，取决于*两*个因素：

1. 书的数量；
2. 顾客是否为会员：
   - 会员多享 5%，
   - 但最多不超过 ~~25%~~ 20%。

${CODE}

| 数量 | 非会员 | 会员 |
|:-----|-------:|-----:|
| 1–2  |    0 % |  5 % |
| 3–9  |    5 % | 10 % |
| 10–  |   15 % | 20 % |

> 空购物车不打折。

### 还要做什么

- [x] 给各档命名
- [ ] 测试 20% 的上限，参见[示例](https://example.com/discounts)和 \`cart.ts\`

![各档的图表](https://example.com/chart.png)`,
  ask: '谁调用它？\n只有购物车吗？',
  cutOff: '有两处调用它：`cart.ts` 中的 `totalOf`，以及',
};
