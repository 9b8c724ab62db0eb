import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { translator } from '../../../../src/core/text/translate.ts';
import { statusTexts, usageHover } from '../../../../src/core/usage/statusTexts.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { totalsByModel, totalsOf, usageReport } from '../../../../src/core/usage/usageReport.ts';
import { readRepositoryFile } from '../../support/sourceFiles.ts';

const english = translator();
const chinese = translator(JSON.parse(readRepositoryFile('l10n/bundle.l10n.zh-cn.json')));

const noon = new Date(2026, 10, 21, 12, 30).getTime();

const record = (more: Partial<UsageRecord> = {}): UsageRecord => ({
  at: noon,
  requestId: 'r',
  purpose: 'chat',
  modelId: 'zhipu/glm-5.2',
  usage: {
    inputTokens: 1000,
    outputTokens: 200,
    cachedInputTokens: 40,
    reasoningTokens: 0,
    estimated: false,
  },
  cost: { amount: 0.01, currency: 'CNY' },
  timeToFirstTokenMs: 200,
  durationMs: 1000,
  outcome: 'completed',
  ...more,
});
const today = totalsOf([record()]);

suite('the status bar', () => {
  test('shows the model, and today’s tokens and cost', () => {
    assert.deepEqual(statusTexts({ model: 'GLM-5.2', today }, english), {
      text: 'Inkstone: GLM-5.2 · 1.2k tokens · ¥0.01',
      label: 'Inkstone, model GLM-5.2, today 1.2k tokens, ¥0.01',
    });
    assert.deepEqual(statusTexts({ model: 'GLM-5.2', today }, chinese), {
      text: 'Inkstone: GLM-5.2 · 1.2k token · ¥0.01',
      label: 'Inkstone，模型 GLM-5.2，今天 1.2k token, ¥0.01',
    });
  });

  test('goes on showing them beside the rate of an answer that runs', () => {
    const facts = { model: 'GLM-5.2', today, live: { tokensPerSecond: 45.4 } };
    assert.deepEqual(statusTexts(facts, english), {
      text: '$(loading~spin) Inkstone: GLM-5.2 · 1.2k tokens · ¥0.01 · 45 tokens/s',
      label: 'Inkstone, model GLM-5.2, today 1.2k tokens, ¥0.01, an answer is being written, 45 tokens/s',
    });
    assert.match(statusTexts(facts, chinese).text, / · 1\.2k token · ¥0\.01 · 45 token\/秒$/);
    assert.match(statusTexts(facts, chinese).label, /今天 1\.2k token, ¥0\.01, 正在回答, 45 token\/秒$/);
  });

  test('shows that an answer is waited for before it has a rate', () => {
    const { text, label } = statusTexts({ model: 'GLM-5.2', today: totalsOf([]), live: {} }, english);
    assert.equal(text, '$(loading~spin) Inkstone: GLM-5.2');
    assert.equal(label, 'Inkstone, model GLM-5.2, today no usage, an answer is being written');
  });

  test('says that there is no model yet, to screen readers too', () => {
    for (const t of [english, chinese]) {
      const { text, label } = statusTexts({ model: '', today }, t);
      assert.equal(text, t('Inkstone: set up'));
      assert.equal(label, text);
    }
  });
});

suite('the hover of the status bar', () => {
  const records = [
    record({ at: noon - 60 * 3_600_000, modelId: 'zai/last-week' }),
    record(),
    record({ modelId: 'openai/a|b' as const, cost: { amount: 2, currency: 'USD' } }),
    record({ modelId: 'openai/a|b' as const, outcome: 'failed' }),
  ];
  const facts = {
    model: 'a *bold* `name` | <b>',
    others: 'a *bold* `name` | <b>',
    report: usageReport(records, noon),
    modelsToday: totalsByModel(records.slice(1)),
  };

  test('holds the figures of today and of the week', () => {
    const lines = usageHover(facts, english).split('\n');
    for (const line of [
      '| Requests | 3 | 4 |',
      '| Success rate | 67% | 75% |',
      '| Tokens in | 3k | 4k |',
      '| Cost | ¥0.02 + $2.00 | ¥0.03 + $2.00 |',
      '| Time | 1.0 s · 1.0 s · 1.0 s | 1.0 s · 1.0 s · 1.0 s |',
    ])
      assert.ok(lines.includes(line), line);
  });

  test('holds the cost of each model of today, the most used one first', () => {
    const text = usageHover(facts, english);
    const [, models] = text.split('| Model | Tokens | Cost |\n|---|--:|--:|\n');
    assert.deepEqual(models?.split('\n').slice(0, 3), [
      '| openai\\/a\\|b | 2.4k | $2.00 + ¥0.01 |',
      '| zhipu\\/glm\\-5\\.2 | 1.2k | ¥0.01 |',
      '',
    ]);
    assert.doesNotMatch(text, /last/);
  });

  test('shows the highest hour and day as the full bar', () => {
    const charts = usageHover(facts, english).match(/`[▁-█]+`/g);
    assert.equal(charts?.length, 2);
    for (const chart of charts) assert.ok(chart.endsWith('█`'), chart);
  });

  test('has no table of models while there is nothing to show in it', () => {
    const text = usageHover(
      { model: 'm', others: 'm', report: usageReport([], noon), modelsToday: [] },
      english,
    );
    assert.doesNotMatch(text, /\| Model/);
    assert.match(text, /\| Cost \| – \| – \|/);
  });

  test('names the model of all else where the open chat has one of its own', () => {
    const named = usageHover({ ...facts, model: 'GLM-5.2', others: 'a|b' }, english);
    assert.ok(
      named.includes('\n\nIn the open chat GLM\\-5\\.2 answers, for all else it is a\\|b.\n\n'),
      named,
    );
    assert.match(
      usageHover({ ...facts, model: 'x', others: 'y' }, chinese),
      /当前聊天由 x 回答，其他操作使用 y。/,
    );
    assert.doesNotMatch(usageHover(facts, english), /open chat/);
    assert.doesNotMatch(usageHover({ ...facts, others: '' }, english), /open chat/);
  });

  test('takes a name as it is, whatever is in it', () => {
    assert.match(usageHover(facts, english), /^\*\*Inkstone\*\* · a \\\*bold\\\* \\`name\\` \\\| \\<b\\>\n/);
  });

  test('is in Chinese where the editor is', () => {
    const text = usageHover(facts, chinese);
    for (const word of ['今天', '7 天', '请求数', '成功率', '费用', '模型', '首个 token', '24 小时'])
      assert.ok(text.includes(word), word);
  });
});
