import type { Money } from '../../src/core/usage/usageRecord.ts';

/** Numbers as people of a language read them. */
export interface Figures {
  /** `1,234`; from ten thousand on short, as `12.3k` and `4.5M`. */
  count(value: number): string;
  /** All digits. */
  exact(value: number): string;
  /** `¥0.08`; amounts below ten cents keep two significant digits. */
  money(money: Money): string;
  /** `340 ms`, `1.2 s`, `75 s`, `3 min`. */
  duration(milliseconds: number): string;
  /** `0 s`, `12 s`: time that is counted while one looks on. */
  wholeSeconds(milliseconds: number): string;
  /** A share between 0 and 1 as a percentage; all and nothing only when it is exactly so. */
  share(value: number): string;
  hour(at: number): string;
  day(at: number): string;
  dateAndTime(at: number): string;
}

const SHORT_FROM = 10_000;

/** `language` is a BCP 47 tag such as `zh-cn`; numbers are written as in English when it is not known. */
export function createFigures(language: string, timeZone?: string): Figures {
  const locale = Intl.NumberFormat.supportedLocalesOf([language])[0] ?? 'en';
  const number = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value) => format.format(value);
  };
  const time = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) });
    return (at) => format.format(at);
  };
  const exact = number({ maximumFractionDigits: 0 });
  const tenths = number({ maximumFractionDigits: 1 });
  const percent = number({ style: 'percent', maximumFractionDigits: 0 });
  /** Chinese writes its own words; elsewhere the symbols are shorter than what Intl gives. */
  const unit = (name: string, symbol: string): ((value: number) => string) =>
    locale.startsWith('zh')
      ? number({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 })
      : (value) => `${tenths(value)}\u00a0${symbol}`;
  const milliseconds = unit('millisecond', 'ms');
  const seconds = unit('second', 's');
  const minutes = unit('minute', 'min');
  return {
    exact,
    count(value) {
      if (value < SHORT_FROM) return exact(value);
      return value < 999_950 ? `${tenths(value / 1e3)}k` : `${tenths(value / 1e6)}M`;
    },
    money({ amount, currency }) {
      const isSmall = amount > 0 && amount < 0.1;
      return new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        ...(isSmall && { minimumSignificantDigits: 1, maximumSignificantDigits: 2 }),
      }).format(amount);
    },
    duration(value) {
      if (value < 1000) return milliseconds(Math.round(value));
      if (value < 10_000) return seconds(Math.round(value / 100) / 10);
      return value < 120_000 ? seconds(Math.round(value / 1000)) : minutes(Math.round(value / 60_000));
    },
    wholeSeconds: (value) => seconds(Math.floor(value / 1000)),
    share: (value) => percent(value < 1 ? Math.min(0.99, value) : value),
    hour: time({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: time({ weekday: 'short', month: 'numeric', day: 'numeric' }),
    dateAndTime: time({ dateStyle: 'medium', timeStyle: 'short' }),
  };
}
