/** Code whose lines begin with their numbers, which no model counts well by itself: `18|  return x;`. */
export function numberedCode(code: string, firstLine: number): string {
  return code
    .split('\n')
    .map((line, index) => `${firstLine + index}|${line}`)
    .join('\n');
}
