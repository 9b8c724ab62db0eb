import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { duration, money, shortCount } from '../../../../src/core/usage/figures.ts';
import { usageCsv } from '../../../../src/core/usage/usageExport.ts';
import { costOf, type UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { totalsOf, usageReport } from '../../../../src/core/usage/usageReport.ts';

const noon = new Date(2026, 10, 21, 12, 30).getTime();
const hour = 3_600_000;

const record = (at: number, more: Partial<UsageRecord> = {}): UsageRecord => ({
  at,
  requestId: `r${at}`,
  purpose: 'chat',
  modelId: 'zhipu/glm-5.2',
  usage: { inputTokens: 100, outputTokens: 10, cachedInputTokens: 40, reasoningTokens: 0, estimated: false },
  cost: { amount: 0.5, currency: 'CNY' },
  timeToFirstTokenMs: 200,
  durationMs: 1000,
  outcome: 'completed',
  ...more,
});

suite('the usage report', () => {
  test('counts today from local midnight and the week from six days before', () => {
    const report = usageReport(
      [record(noon - 7 * 24 * hour), record(noon - 24 * hour), record(noon - 13 * hour), record(noon - hour)],
      noon,
    );
    assert.equal(report.today.requests, 1);
    assert.equal(report.week.requests, 3);
    assert.deepEqual(
      report.days.map(({ totals }) => totals.requests),
      [0, 0, 0, 0, 0, 2, 1],
    );
    assert.deepEqual(
      report.hours.flatMap(({ totals }, index) => (totals.requests ? [index] : [])),
      [10, 22],
    );
  });

  test('counts an answer from the cache apart: it is no request, takes no time and costs nothing', () => {
    const usage = { ...record(1).usage, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };
    const {
      cost: _,
      timeToFirstTokenMs: __,
      ...known
    } = record(2, { usage, durationMs: 1, fromCache: true });
    const totals = totalsOf([record(1), known]);
    assert.deepEqual(totals, { ...totalsOf([record(1)]), fromCache: 1 });
  });

  test('adds up tokens and cost, each currency by itself', () => {
    const totals = totalsOf([record(1), record(2, { cost: { amount: 2, currency: 'USD' } }), record(3)]);
    assert.equal(totals.usage.inputTokens, 300);
    assert.deepEqual(totals.costs, [
      { currency: 'CNY', amount: 1 },
      { currency: 'USD', amount: 2 },
    ]);
  });

  test('measures latency over completed requests by nearest rank', () => {
    const totals = totalsOf([
      ...Array.from({ length: 100 }, (_, index) => record(index, { durationMs: 100 - index })),
      record(200, { outcome: 'failed', durationMs: 60_000 }),
    ]);
    assert.deepEqual(totals.duration, { averageMs: 50.5, p50Ms: 50, p95Ms: 95 });
  });

  test('counts what the user stopped as a success and what failed as none', () => {
    const totals = totalsOf([
      record(1),
      record(2, { outcome: 'stopped' }),
      record(3, { outcome: 'failed' }),
      record(4, { outcome: 'interrupted' }),
    ]);
    assert.equal(totals.succeeded, 2);
  });

  test('lists models and commands by the tokens that they took', () => {
    const big = {
      inputTokens: 9000,
      outputTokens: 1,
      cachedInputTokens: 0,
      reasoningTokens: 0,
      estimated: true,
    };
    const report = usageReport(
      [record(noon), record(noon, { modelId: 'ollama/q', usage: big, purpose: 'explain' })],
      noon,
    );
    assert.deepEqual(
      report.byModel.map(({ modelId }) => modelId),
      ['ollama/q', 'zhipu/glm-5.2'],
    );
    assert.deepEqual(
      report.byPurpose.map(({ purpose }) => purpose),
      ['explain', 'chat'],
    );
  });
});

suite('the cost of a request', () => {
  test('bills cached input at its own price', () => {
    const price = {
      currency: 'USD',
      inputPerMillion: 10,
      outputPerMillion: 20,
      cachedInputPerMillion: 1,
    } as const;
    assert.deepEqual(costOf(record(1).usage, price), {
      amount: (60 * 10 + 40 * 1 + 10 * 20) / 1e6,
      currency: 'USD',
    });
    const { cachedInputPerMillion: _, ...plain } = price;
    assert.equal(costOf(record(1).usage, plain).amount, (100 * 10 + 10 * 20) / 1e6);
  });
});

suite('figures for people', () => {
  test('are short and never show something as nothing', () => {
    assert.deepEqual([0, 950, 1000, 12_400, 123_456, 999_999, 3_100_000].map(shortCount), [
      '0',
      '950',
      '1k',
      '12.4k',
      '123k',
      '1M',
      '3.1M',
    ]);
    assert.deepEqual(
      [0, 0.08, 12.3, 0.000123].map((amount) => money({ amount, currency: 'CNY' })),
      ['¥0', '¥0.08', '¥12.30', '¥0.00012'],
    );
    assert.deepEqual([340, 2410, 65_000].map(duration), ['340 ms', '2.4 s', '1 min 5 s']);
  });
});

suite('the CSV export', () => {
  test('has a header, a row a record, and quotes what needs it', () => {
    const lines = usageCsv([record(0, { modelId: 'own/a,"b"' })]).split('\r\n');
    assert.equal(lines.length, 3);
    assert.equal(
      lines[1],
      '1970-01-01T00:00:00.000Z,chat,"own/a,""b""",100,40,10,0,false,0.5,CNY,200,1000,completed,,false',
    );
  });

  test('cannot run as a formula', () => {
    assert.match(usageCsv([record(0, { modelId: '=cmd/x' })]), /,'=cmd\/x,/);
  });
});
