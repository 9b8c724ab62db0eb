const ID_NUMBER = /(?<![\w.-])[1-8]\d{5}(?:18|19|20)\d{9}[\dXx](?![\w-])/g;

/** GB 11643: weights of the first seventeen digits, and the check digit of each remainder of their sum by 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** The first two digits are those of a province (GB/T 2260). */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

/** Whether 18 characters are the number of a Chinese identity card: province, day of birth, and check digit. */
function isIdNumber(number: string): boolean {
  if (!PROVINCE.test(number)) return false;
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number);
  const birth = new Date(Date.UTC(year!, month! - 1, day));
  if (birth.getUTCMonth() !== month! - 1 || birth.getUTCDate() !== day) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECK_DIGITS[sum % 11] === number[17]!.toUpperCase();
}

/** The areas that mobile numbers have, with or without the country's code; 3, 4 and 4 digits may stand apart. */
const MOBILE_NUMBER =
  /(?<![\w.+#$/-])(?:(?:\+|00)86[ -]?)?(?:13\d|14[5-9]|15[0-35-9]|16[2567]|17[0-8]|18\d|19[0-35-9])([ -]?)\d{4}\1\d{4}(?![\w/-]|\.\d)/g;

/** Round numbers, sequences and repetitions are sizes, durations and examples; the last is known to all as one. */
const NO_ONES = /0000$|(\d)\1{4}|12345|23456|34567|45678|56789|98765|13800138000|(\d\d)\2{3}/;

/** `[start, end)` of each number of a Chinese identity card. */
export function* idNumbersIn(text: string): Generator<readonly [number, number]> {
  for (const { 0: number, index } of text.matchAll(ID_NUMBER))
    if (isIdNumber(number)) yield [index, index + number.length];
}

/** `[start, end)` of each Chinese mobile number that may be somebody's. */
export function* mobileNumbersIn(text: string): Generator<readonly [number, number]> {
  for (const { 0: number, index } of text.matchAll(MOBILE_NUMBER))
    if (!NO_ONES.test(number.replace(/\D/g, ''))) yield [index, index + number.length];
}
