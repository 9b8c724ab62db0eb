import bundle from '../../../../l10n/bundle.l10n.zh-cn.json' with { type: 'json' };

/** What a page is told of the user's language. */
export interface PageLanguage {
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
}

export const ENGLISH: PageLanguage = { language: 'en', texts: {} };

export const CHINESE: PageLanguage = { language: 'zh-cn', texts: bundle };
