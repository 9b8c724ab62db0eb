const MARK = String.raw`(?:\/\/+|#+|--+|;+|%+|\/\*+|\{\/\*+|<!--|'|"""|\*)`;
const END = String.raw`(?:\*+\/\}?|-->|""")`;
const DOTS = String.raw`(?:\.{3,}|…+|⋯+)`;

/** A comment that is nothing but dots, or dots and a few words: `// ... existing code ...`. */
const DOTTED = new RegExp(String.raw`^\s*${MARK}\s*[[(（]?\s*${DOTS}.{0,80}?${END}?\s*$`, 'u');

/** Dots and nothing else. */
const BARE = new RegExp(String.raw`^\s*${DOTS}\s*$`, 'u');

/** A comment whose words say that something was left out, with or without dots: `# rest unchanged`, `// 其余代码不变`. */
const WORDED = new RegExp(
  String.raw`^\s*${MARK}\s*[[(（]?\s*(?:` +
    [
      String.raw`(?:the\s+)?(?:rest|remainder)(?:\s+of\s+(?:the\s+)?(?:existing\s+|original\s+)?(?:code|file|methods?|functions?|class|implementation|module|logic|body|content|imports|document))?(?:\s+(?:is|are|stays?|remains?|goes|as))*(?:\s+(?:the\s+)?(?:unchanged|same|before|is|here|omitted|as before)(?:\s+as before)?)?`,
      String.raw`(?:the\s+)?(?:existing|unchanged|previous|original|other|remaining)\s+(?:code|content|imports?|methods?|functions?|implementation|logic|lines|fields|members|rules|styles|tests)(?:\s+(?:is|are|stays?|remains?|goes|as|here|above|below|unchanged|same|the same|omitted|before))*`,
      '(?:same|unchanged) as (?:before|above|existing|the original)',
      '(?:code|implementation|everything(?: else)?)(?: (?:is|remains?|stays?))* (?:unchanged|omitted|the same)',
      '(?:no changes?|nothing changed|unchanged|omitted|snip(?:ped)?)(?: (?:here|for brevity))?',
      '(?:此处|这里)?(?:其余|其他|其它|剩余|原有|现有|已有|之前的?|前面的?|后面的?|中间的?|省略).{0,14}(?:代码|内容|部分|方法|函数|逻辑|实现|不变|保持|省略|相同|一致|略).{0,12}',
      '(?:代码|内容|其余)?(?:保持不变|不变|省略|略|同上)',
    ].join('|') +
    String.raw`)\s*[.…。]*\s*[\])）]?\s*[.…]*\s*${END}?\s*$`,
  'iu',
);

/** The line stands for lines that the model did not write again. Sources: the lazy-coding examples of Aider's and Cursor's prompts. */
export function isElision(line: string): boolean {
  return line.length <= 160 && (BARE.test(line) || DOTTED.test(line) || WORDED.test(line));
}
