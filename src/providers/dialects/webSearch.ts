import type { Source } from '../../core/model/source.ts';
import { isObject, textField } from './json.ts';

const MOST_SOURCES = 50;

/** A longer one is not for people; cut, it would lead elsewhere. */
const LONGEST_ADDRESS = 2000;

/** How a provider is asked to search the web, and how it names what it has found. */
export interface WebSearch {
  readonly tool: object;
  sourcesIn(results: readonly unknown[]): readonly Source[];
}

export const ZHIPU_WEB_SEARCH: WebSearch = {
  tool: {
    type: 'web_search',
    web_search: { enable: true, search_engine: 'search_std', search_result: true },
  },
  sourcesIn,
};

/**
 * The pages that Zhipu's search has found, each with the mark by which the answer's words name it (`refer`, or its place);
 * what is no web address is left out.
 */
function sourcesIn(results: readonly unknown[]): readonly Source[] {
  return results
    .filter(isObject)
    .flatMap((result, index): readonly Source[] => {
      const url = webAddress(textField(result, 'link'));
      if (url === undefined) return [];
      const site = textField(result, 'media');
      const mark = textField(result, 'refer') ?? `ref_${index + 1}`;
      return [{ title: textField(result, 'title') ?? url, url, mark, ...(site !== undefined && { site }) }];
    })
    .slice(0, MOST_SOURCES);
}

function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && href.length <= LONGEST_ADDRESS ? href : undefined;
}
