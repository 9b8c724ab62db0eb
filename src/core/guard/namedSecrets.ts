import { isExample, isPassword, isRandom } from './plausibility.ts';

/** Names after which a secret stands. Every repetition is bounded, so that the time is linear in the text. */
const ASSIGNMENT =
  /(password|passwd|passphrase|passcode|pwd|secret|token|credential|api[_-]?key|(?:access|auth|private|encryption|signing|client|account|master|shared)[_-]?key|密码|口令|密钥|令牌)[\w-]{0,24}["'`\]]{0,2}[ \t]{0,4}(?:=>|:=|={1,3}|[:：]|是|为)[ \t]{0,4}(?:"([^"\n]{6,300})"|'([^'\n]{6,300})'|`([^`\n]{6,300})`|((?:[^\s"'`,;(){}[\]<>&，。；]|&(?![\w.-]{1,40}=)){8,300}))/gi;

const IS_PASSWORD = /^(?:pass|pwd|密码|口令)/i;

/** A bare value that ends otherwise is the beginning of an expression, or of a longer text. */
const AFTER_BARE = /^[\s"'`,;)}\]<>&，。；]?$/;

/** `scheme://user:password@host`, `AccountKey=…;` of Azure. */
const IN_ADDRESS =
  /(?<![a-z\d+.-])[a-z][a-z\d+.-]{1,20}:\/\/[^\s/?#@:"'`<>]{0,100}:([^\s/?#@"'`<>]{3,200})(?=@[\w.[%$-])/gi;

/** What stands for a password in examples, and what everybody knows who has read the manual. */
const WELL_KNOWN =
  /^(?:pass(?:word|wd|phrase)?|pwd|secret|user(?:name)?|login|admin|root|guest|token|key|postgres|mysql|redis|rabbitmq|mongo|port|\d{1,5})\d{0,3}$/i;

const HEADER = /\b(?:Bearer|Basic|Token)[ \t]{1,4}([\w.~+/-]{16,4000}={0,2})(?![\w.~+/-])/g;

const PARAMETER =
  /[?&;](?:access_token|refresh_token|api_?key|key|token|sig|signature|secret|client_secret|password)=([\w%.~+/-]{12,4000})/gi;

/** `[start, end)` of each value whose name says that it is secret and whose look agrees. */
export function* namedSecretsIn(text: string): Generator<readonly [number, number]> {
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [whole, name = '', ...values] = match;
    const value = values.find((each) => each !== undefined) ?? '';
    const isBare = values[3] !== undefined;
    const end = match.index + whole.length - (isBare ? 0 : 1);
    if (/\s/.test(value) || (isBare && !AFTER_BARE.test(text.charAt(end)))) continue;
    if (!looksSecret(name, value, isBare)) continue;
    yield [end - value.length, end];
  }
  for (const match of text.matchAll(IN_ADDRESS)) {
    const value = match[1] ?? '';
    if (WELL_KNOWN.test(value) || value.startsWith('$') || value.startsWith('{') || isExample(value))
      continue;
    const end = match.index + match[0].length;
    yield [end - value.length, end];
  }
}

/** `[start, end)` of each token in a header or the query of an address. */
export function* tokensInRequests(text: string): Generator<readonly [number, number]> {
  for (const pattern of [HEADER, PARAMETER]) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? '';
      if (!isRandom(value)) continue;
      const end = match.index + match[0].length;
      yield [end - value.length, end];
    }
  }
}

const ADDRESS = /^https?:\/\//i;

/** A name with its owners, and what has escapes in it. */
const CODE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|\\/;

/** A bare value may be code, so only what nobody would write by hand counts; a quoted one may be a person's password. */
function looksSecret(name: string, value: string, isBare: boolean): boolean {
  if (ADDRESS.test(value) || (isBare && CODE.test(value))) return false;
  if (isRandom(value)) return true;
  return IS_PASSWORD.test(name) && isPassword(value) && !(isBare && value.includes('.'));
}
