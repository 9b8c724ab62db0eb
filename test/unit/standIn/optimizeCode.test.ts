import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { optimizeCode } from '../../model-server/standIn/optimize/optimizeCode.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';

const optimize = (language: string, code: string) => optimizeCode(languageNamed(language)!, code);

/** Language, what is shown, before, after. */
type Sample = readonly [language: string, shows: string, before: string, after: string];

const REWRITTEN: readonly Sample[] = [
  [
    'ts',
    'a list that is only searched becomes a set, and its index a loop over values',
    `function duplicates(ids: readonly string[]): string[] {
  const seen: string[] = [];
  let result: string[] = [];
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (seen.includes(id)) result.push(id); // twice
    else seen.push(id);
  }
  return result;
}`,
    `function duplicates(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  const result: string[] = [];
  for (const id of ids) {
    if (seen.has(id)) result.push(id); // twice
    else seen.add(id);
  }
  return result;
}`,
  ],
  [
    'ts',
    'an index that only reads elements of a typed array',
    'function f(prices: number[]) { let sum = 0; for (let i = 0; i < prices.length; i++) sum = sum + prices[i]; return sum; }',
    'function f(prices: number[]) { let sum = 0; for (const price of prices) sum += price; return sum; }',
  ],
  [
    'js',
    'a condition that is not boolean',
    'function f(a) { if (a) { return true; } return false; }',
    'function f(a) { return !!a; }',
  ],
  ['js', 'a comparison', 'if (a === b) return false; else return true;', 'return a !== b;'],
  [
    'js',
    'an ordering has no opposite that NaN would leave alone',
    'if (a < b) return false; else return true;',
    'return !(a < b);',
  ],
  ['js', 'a conditional expression', 'x = a > 1 && !b ? true : false;', 'x = a > 1 && !b;'],
  [
    'js',
    'else after return, comments and depth kept',
    'function f(a) {\n  if (a) {\n    return 1;\n  } else {\n    // no a\n    if (b) {\n      g();\n    }\n  }\n}',
    'function f(a) {\n  if (a) {\n    return 1;\n  }\n  // no a\n  if (b) {\n    g();\n  }\n}',
  ],
  [
    'js',
    'a chain of ifs',
    '{\n  if (a) return 1;\n  else if (b) return 2;\n  else return 3;\n}',
    '{\n  if (a) return 1;\n  if (b) return 2;\n  return 3;\n}',
  ],
  [
    'js',
    'an unused local',
    'function f() {\n  const a = [1, { b: "c" }];\n  return 2;\n}',
    'function f() {\n  return 2;\n}',
  ],
  ['js', 'code that cannot run', 'function f() {\n  return 2;\n  g();\n}', 'function f() {\n  return 2;\n}'],
  ['js', 'an arrow function that only returns', 'x = (a) => { return { a: a }; };', 'x = (a) => ({ a });'],
  [
    'ts',
    'indexOf on a string',
    'function f(s: string) { return s.indexOf("x") === -1; }',
    'function f(s: string) { return !s.includes("x"); }',
  ],
  [
    'ts',
    'a method on its own, as a selection has it',
    '  isOld(age: number) {\n    if (age > 60) return true;\n    return false;\n  }',
    '  isOld(age: number) {\n    return age > 60;\n  }',
  ],
  [
    'py',
    'operators of their own',
    'if not x in y and not (a is b): pass',
    'if x not in y and a is not b: pass',
  ],
  [
    'py',
    'a boolean for certain',
    'def f(x, y):\n    if x in y:\n        return True\n    else:\n        return False',
    'def f(x, y):\n    return x in y',
  ],
  [
    'py',
    'any other value',
    'def f(x):\n    if x:\n        return True\n    return False',
    'def f(x):\n    return bool(x)',
  ],
  [
    'py',
    'a list that is only searched',
    'def f(ids: list[str]) -> list[str]:\n    seen: list[str] = []\n    for i in range(len(ids)):\n        id_ = ids[i]\n        if id_ in seen:\n            print(id_)\n        seen.append(id_)\n    return ids',
    'def f(ids: list[str]) -> list[str]:\n    seen: set[str] = set()\n    for id_ in ids:\n        if id_ in seen:\n            print(id_)\n        seen.add(id_)\n    return ids',
  ],
  [
    'py',
    'a loop that only appends',
    'def f(xs):\n    out = []\n    for x in xs:\n        if x > 1:\n            out.append(g(x))\n    return out',
    'def f(xs):\n    out = [g(x) for x in xs if x > 1]\n    return out',
  ],
  [
    'py',
    'keys of a dictionary',
    'def f(k, d: dict[str, int]):\n    return k in d.keys()',
    'def f(k, d: dict[str, int]):\n    return k in d',
  ],
  [
    'py',
    'numbers that are counted up',
    'def f(xs):\n    n = 0\n    for x in xs:\n        n = n + 1\n    return (n)',
    'def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n    return n',
  ],
  [
    'py',
    'a pass beside a docstring, and an f-string without fields',
    'def f():\n    """Doc."""\n    pass\n    g(f"x")',
    'def f():\n    """Doc."""\n    g("x")',
  ],
  [
    'py',
    'else after every branch has left',
    'def f(x):\n    if x == 1:\n        return "a"\n    elif x == 2:\n        raise ValueError\n    else:\n        y = x\n        return y',
    'def f(x):\n    if x == 1:\n        return "a"\n    elif x == 2:\n        raise ValueError\n    y = x\n    return y',
  ],
  [
    'go',
    'capacity, range, steps and else',
    'func f(xs []int) ([]int, error) {\n\tout := []int{}\n\tfor _, x := range xs {\n\t\tout = append(out, x*2)\n\t}\n\tn := 0\n\tfor i, _ := range xs {\n\t\tn = n + 1\n\t}\n\tif n > 3 {\n\t\treturn out, nil\n\t} else {\n\t\treturn nil, (errSmall)\n\t}\n}',
    'func f(xs []int) ([]int, error) {\n\tout := make([]int, 0, len(xs))\n\tfor _, x := range xs {\n\t\tout = append(out, x*2)\n\t}\n\tn := 0\n\tfor i := range xs {\n\t\tn++\n\t}\n\tif n > 3 {\n\t\treturn out, nil\n\t}\n\treturn nil, errSmall\n}',
  ],
  [
    'java',
    'conditions are boolean by the compiler',
    'boolean f(int a) { if (a > 1) { return true; } else { return false; } }',
    'boolean f(int a) { return a > 1; }',
  ],
  [
    'rust',
    'conditions are boolean by the compiler',
    'fn f(a: bool) -> bool { if a { return true; } else { return false; } }',
    'fn f(a: bool) -> bool { return a; }',
  ],
  [
    'c',
    'any scalar as a condition',
    'int f(char *p) { if (p) return true; else return false; }',
    'int f(char *p) { return !!p; }',
  ],
];

/** What looks like a case for a rewrite and is none: language, why it must stay, code. */
const KEPT: readonly (readonly [language: string, because: string, code: string])[] = [
  [
    'ts',
    'the order of the list is seen',
    'function f(ids: string[]) { const seen: string[] = []; for (const id of ids) { if (!seen.includes(id)) seen.push(id); } return seen; }',
  ],
  [
    'ts',
    'the list is handed out',
    'function f(ids: string[]) { const seen: string[] = []; g(seen); for (const id of ids) { if (seen.includes(id)) h(); } }',
  ],
  [
    'js',
    'what is indexed may be no array',
    'function f(xs) { for (let i = 0; i < xs.length; i++) { const x = xs[i]; g(x); } }',
  ],
  [
    'ts',
    'the index has another use',
    'function f(xs: string[]) { for (let i = 0; i < xs.length; i++) { const x = xs[i]; g(x, i); } }',
  ],
  [
    'ts',
    'a call may change the element before it is read',
    'function f(xs: string[]) { for (let i = 0; i < xs.length; i++) { g(); h(xs[i]); } }',
  ],
  [
    'ts',
    'elements are written',
    'function f(xs: number[]) { for (let i = 0; i < xs.length; i++) xs[i] = 0; }',
  ],
  [
    'ts',
    'a string is iterated by code points',
    'function f(s: string) { for (let i = 0; i < s.length; i++) { const c = s[i]; g(c); } }',
  ],
  [
    'js',
    'the name is assigned again in a closure',
    'function f() { let a = 1; g(() => { a = 2; }); return a; }',
  ],
  ['js', 'code outside may assign it', 'let a = 1;\ng(a);'],
  ['js', 'destructuring assigns it', 'function f(b) { let a = g(); [a] = b; return a; }'],
  ['js', 'eval may see every name', 'function f(c) { let a = 1; return eval(c); }'],
  ['js', 'making the value has an effect', 'function f() { const a = g(); return 1; }'],
  ['js', 'a shorthand property reads it', 'function f() { const a = 1; return { a }; }'],
  ['js', 'the comment would be lost', 'if (a > 1) { return true; /* why */ } return false;'],
  ['js', 'the branch may fall through', 'function f(a) { if (a) { g(); } else { h(); } }'],
  [
    'js',
    'a name of the block means something outside',
    'function f(a) {\n  if (a) {\n    return x;\n  } else {\n    const x = 1;\n    g(x);\n  }\n  return x;\n}',
  ],
  [
    'js',
    'lines of a template would move',
    'function f(a) {\n  if (a) {\n    return 1;\n  } else {\n    g(`\n      x`);\n  }\n}',
  ],
  ['js', 'a hoisted name is behind the return', 'function f() { return g(); function g() {} }'],
  [
    'ts',
    'includes finds NaN and indexOf does not',
    'function f(xs: number[], x: number) { return xs.indexOf(x) !== -1; }',
  ],
  ['js', 'an unfinished line', 'function f( { if (a) return true; else return false; }'],
  ['py', 'the object may define +=', 'def f(x, y):\n    x = x + y\n    return x'],
  [
    'py',
    'the elements may not be hashable',
    'def f(xs):\n    seen = []\n    for x in xs:\n        if x in seen:\n            g()\n        seen.append(x)',
  ],
  [
    'py',
    'a handler may see the list half made',
    'def f(xs):\n    try:\n        out = []\n        for x in xs:\n            out.append(g(x))\n    except E:\n        return out',
  ],
  [
    'py',
    "the loop's name is used after it",
    'def f(xs):\n    out = []\n    for x in xs:\n        out.append(g(x))\n    return out, x',
  ],
  [
    'py',
    '`super` needs its own scope',
    'def f(self, xs):\n    out = []\n    for x in xs:\n        out.append(super().g(x))\n    return out',
  ],
  [
    'py',
    'a call may change the list',
    'def f(xs: list[str]):\n    for i in range(len(xs)):\n        x = xs[i]\n        g(x)',
  ],
  ['py', 'the mapping may define keys', 'def f(k, d):\n    return k in d.keys()'],
  ['py', 'two negations', 'x = not not a in b'],
  ['py', 'a chain of comparisons', 'x = not a < b in c'],
  [
    'py',
    '`not` reaches no further than the next operand',
    'def f(x, y):\n    if not x and y == 1:\n        g()\n    return h(not x and y)',
  ],
  ['c', '`>` belongs to the value', 'int f(int x) { x = x + 1 > 2; return x; }'],
  ['py', 'the yield makes it a generator', 'def f():\n    return\n    yield 1'],
  [
    'go',
    'the condition may be of a named type',
    'func f(a Flag) bool { if a { return true }; return false }',
  ],
  [
    'go',
    'the slice would not be empty and not nil',
    'func f(xs []int) []int {\n\tvar out []int\n\tfor _, x := range xs {\n\t\tout = append(out, x)\n\t}\n\treturn out\n}',
  ],
  [
    'cpp',
    'operators may be overloaded',
    'T f(T a, T b) { a = a + b; if (a) return true; else return false; }',
  ],
];

describe('safe rewrites', () => {
  for (const [language, shows, before, after] of REWRITTEN)
    test(`${language}: ${shows}`, () => {
      const { code, changes, faultLine } = optimize(language, before);
      assert.equal(code, after);
      assert.ok(changes.length > 0);
      assert.equal(faultLine, undefined);
    });
});

describe('what cannot be shown to be safe stays', () => {
  for (const [language, because, code] of KEPT)
    test(`${language}: ${because}`, () => {
      const result = optimize(language, code);
      assert.equal(result.code, code);
      assert.deepEqual(result.changes, []);
    });
});

test('Changes are told with the lines of the original, also after earlier ones moved the code.', () => {
  const { changes } = optimize(
    'js',
    'function f(a) {\n  const b = 1;\n  const c = 2;\n  a = a + 1;\n  return (a);\n}',
  );
  assert.deepEqual(
    changes.map(({ line, what }) => [line, what.en]),
    [
      [1, 'removes the unused `b`'],
      [2, 'removes the unused `c`'],
      [3, 'writes `a = a + 1` as `a += 1`'],
      [4, 'drops the parentheses of `(a)`'],
    ],
  );
});

test('Code that does not parse is left alone, and the line is named.', () => {
  const { code, faultLine } = optimize('ts', 'const a = 1;\nconst b = = 2;\n');
  assert.equal(code, 'const a = 1;\nconst b = = 2;\n');
  assert.equal(faultLine, 1);
});
