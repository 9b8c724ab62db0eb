/** A run of a script that writes no spaces between its words, or, like Korean, joins particles to them. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\u30fc\\u3005';
const RUN = new RegExp(
  `[${UNSPACED}]+|[[\\p{L}\\p{N}_]--[${UNSPACED}]][[\\p{L}\\p{M}\\p{N}_]--[${UNSPACED}]]*`,
  'gv',
);
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu;

/** Longer ones are hashes, encoded data, and nothing that anyone asks for. */
const LONGEST_WORD = 40;

/** They stand in every question and every text. */
const EVERYWHERE = new Set(
  'a an and any are as at be been but by can could did do does for from had has have how i if in into is it its may me must my no not of on or our shall should so some such than that the their them then there these they this those to us was we were what when where which who why will with would you your'.split(
    ' ',
  ),
);

/** What makes a question of a sentence, in languages that write it together with the words that matter. */
const ASKING =
  /为什么|為什麼|怎么样|怎样|怎么|怎麼|如何|什么|什麼|哪里|哪些|哪个|哪種|多少|是否|能否|可否|可以|请问|是不是|有没有|能不能|吗|呢|どうやって|どのように|どうすれば|どこで|どこ|どんな|なぜ|いつ|とは|何ですか|ですか|ますか|ください|어떻게|무엇|어디|왜|입니까|합니까/gu;

/** A word of a question. One of a spaced script stands for itself; of another, each character for its neighbours too. */
export interface AskedWord {
  /** The question asks about it when a text holds any of these. */
  readonly anyOf: readonly string[];
}

/**
 * The words of a text by which it is found, in its order: folded to lower case, without accents and endings, names also
 * by their parts (`maxTokens`: `maxtoken`, `max`, `token`), and of scripts without spaces each pair of characters.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [run] of text.normalize('NFKC').matchAll(RUN))
    if (IS_UNSPACED.test(run)) words.push(...pairsOf([...run]));
    else words.push(...spacedWords(run));
  return words;
}

/** What a question asks about, without the words that only make it one. */
export function askedWords(question: string): readonly AskedWord[] {
  const asked = new Map<string, AskedWord>();
  const add = (anyOf: readonly string[]): unknown => asked.set(anyOf.join(' '), { anyOf });
  for (const [run] of question.normalize('NFKC').replace(ASKING, ' ').matchAll(RUN)) {
    if (!IS_UNSPACED.test(run)) for (const word of spacedWords(run)) add([word]);
    else {
      const pairs = pairsOf([...run]);
      for (let at = 0; at < pairs.length + 1; at++) add(pairs.slice(Math.max(0, at - 1), at + 1));
    }
  }
  return [...asked.values()];
}

function pairsOf(characters: readonly string[]): readonly string[] {
  if (characters.length === 1) return characters;
  const pairs: string[] = [];
  for (let at = 1; at < characters.length; at++) pairs.push(characters[at - 1]! + characters[at]!);
  return pairs;
}

function spacedWords(run: string): readonly string[] {
  // Most are; the rest of the work is for names and other languages.
  if (/^[a-z]+$/.test(run)) return wordOf(run);
  const parts = run.match(PART) ?? [];
  return [run, ...(parts.length > 1 ? parts : [])].flatMap((word) =>
    wordOf(withoutAccents(word).toLowerCase()),
  );
}

function wordOf(word: string): readonly string[] {
  return word === '' || word.length > LONGEST_WORD || EVERYWHERE.has(word) ? [] : [stem(word)];
}

const withoutAccents = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/^_+|_+$/g, '');

/**
 * English words without what grammar adds: Harman's rules for plurals ("How effective is suffixing?", JASIS 1991), and
 * the endings of verbs as Porter's first step takes them, so that `stored` is found by `store` and `stopping` by `stop`.
 */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+[degs]$/.test(word)) return word;
  const verb = /^(.*[aeiouy].*[^e])(?:ed|ing)$/.exec(singular(word))?.[1];
  if (!verb || verb.length < 3) return singular(word).replace(/(?<=...)e$/, '');
  return verb.replace(/([^aeioulsz])\1$/, '$1');
}

function singular(word: string): string {
  if (/[^ea]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/[^aeo]es$/.test(word)) return word.slice(0, -1);
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}
