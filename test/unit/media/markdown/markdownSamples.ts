/** Answers as models write them, and shapes that are hard to cut. */
export const markdownSamples: Readonly<Record<string, string>> = {
  nothing: '',
  prose:
    'One paragraph with **bold**, _emphasis_, `code` and a [link](https://example.com "title").\n\nAnother one,\non two lines.\n',
  'headings of both kinds': '# One\n\nTwo\n===\n\nThree\nfour\n---\n\n###### Six ######\ntext\n',
  'a nested list':
    '- a\n  - b\n    - c\n\n      more of c\n  - d\n- e\n\n  loose now\n\n1. one\n2. two\n   ```ts\n   const a = 1;\n\n   const b = 2;\n   ```\n3. three\n',
  'a list of steps with code':
    '1. First:\n\n   ```bash\n   npm install\n   ```\n\n2. Then:\n\n   ```bash\n   npm test\n   ```\n\n10. Last.\n\nDone.\n',
  'a list whose gap comes late': '- a\n- b\n- c\n- d\n\n- e\n',
  'lists that follow each other': '- a\n- b\n* c\n* d\n+ e\n\n1. one\n2. two\n1) other\n2) more\n',
  'a list that looks like a table': '- x | y\n--|--\n- 1 | 2\n--|--\n',
  'a list of fences without text': '- ```\n  a\n  ```\n\n- ```\n  b\n  ```\n- ```\n  c\n  ```\n- d\n',
  'a list indented by three': '   - a\n   - b\n   - c\n     - d\n   - e\n',
  'a list with shrinking indentation': '   - a\n  - b\n - c\n- d\n   - e\n    - f\n',
  'empty items': '-\n- a\n-\n\n- b\n-\n\n  not in it\n',
  'a task list': '- [ ] open\n- [x] done\n- [X] **done** too\n- [y] neither\n',
  tables:
    'Before:\n| a | b | c |\n|---|:-:|--:|\n| 1 | `x|y` | **3** |\n| 4 |\n\n| not a table\n\nx | y\n--|--\n1 | 2\nafter\n\nend\n',
  'a table that is none': 'text\n| a | b |\n|--|--x\nmore\n',
  quotes: '> one\ntwo\n> - three\n> - four\n>\n> ```js\n> let a;\n> ```\n\n> > deep\n> back\n',
  fences:
    '```ts\nconst a = `x`;\n\n// ```\n```\n\n~~~~python\n```\n~~~\n~~~~\n\n````md\n```js\n```\n````\ntext\n',
  'an unclosed fence': 'Look:\n\n```rust\nfn main() {\n    println!("hi");\n}',
  'an indented fence': '  ```js\n    a\n  b\n c\n  ```\ntext\n',
  'a fence in a list that ends the list': '- a\n  ```\n  b\nc\n```\nd\n',
  'indented code': 'Code:\n\n    a\n\n    b\n\ntext\n',
  'late link definitions':
    'See [one] and [two][1] and [three].\n\n- [one]\n- [four]\n\ntext\n\n[one]: https://one.example "One"\n[1]: <https://two.example>\n\n[four]:\n/four\n',
  'a definition with a title on the next lines':
    '[a]\n\n[a]: /url\n"title\nof two lines"\n\n[b]: /url\n"no title\n\nx [b]\n',
  'a definition in the tail': 'See [one].\n\nmore\n\n[one]: /1',
  'the first definition wins': '[a]\n\n[a]: /1\n\n[a]: /2\n\n[a]\n',
  'links that are refused':
    '[a](javascript:alert(1)) [b](command:x) [c](file:///etc) ![d](data:text/html,x) [e](//evil.example) <vscode://x>\n',
  'places in files':
    'At `src/cart.ts:18` and **`cart.ts:3-9`**, see [`src/a.ts:1`](src/a.ts:1), not `a.b:c` or `10:30`.\n\n- `源码/购物车.ts:7`\n- `x/y:1`:\n  `z.go:2:5`\n\n| `a.ts:1` |\n|--|\n| `b.ts:2` |\n',
  pictures:
    '![alt *text*](https://example.com/a.png "t") and ![rel](a.png) [![in a link](http://x.example/i.png)](http://y.example)\n',
  html: '<div onclick="x">a</div>\n\n<script>\nalert(1)\n</script>\n\na <b>c</b> &amp; &#x41; &copy;\n',
  breaks: 'hard  \nbreak\\\nand\nsoft\n\n***\n\n---\n',
  'line ends of Windows': '# a\r\n\r\n- b\r\n- c\r\n\r\n```\r\ncode\r\n```\r\n',
  Chinese:
    '**注意：**请先安装依赖，然后运行 `npm test`。\n\n1. **第一步。**打开文件；\n2. *第二步*保存。\n\n这是“**重点**”内容，~~删除~~。\n',
  'formulas between dollars':
    'Euler: $e^{i\\pi}+1=0$, and $$\\int_0^1 x\\,dx$$ in a line.\n\n$$\na\n= b\n- c\n$$\n\n- item\n  $$x_1\n+ x_2$$\n- next $`y`$\n',
  'formulas between brackets':
    'So \\(x_1 + x_2\\) and\n\\[\n\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n\\]\nend.\n\n> \\[ z \\]\n',
  'amounts of money':
    'From $5 to $10, **$3** or $4/$5; US$6 and $7.50. Between $100 and 200$. `$a` $HOME:$PATH\n\n$$ is the process\n- x\n$$\n',
  'a formula that never ends':
    'text\n$$\na\n- b\n\nafter\n\n> $$\n> x\nlazy\n\n| a |\n|--|\n$$\n| b |\n\n\\[ x',
  footnotes:
    'One[^1], two[^b] and one[^1] again, none[^x].\n\n[^1]: First *note*.\n[^b]:\n    Second\n\n    ```ts\n    a\n    ```\n\nAfter[^c]. [^1](link)\n\n> [^c]: In a quote, see[^1].\n\n[^unused]: Not shown.\n',
  'a reference to no footnote': 'Text[^1] and [^2].\n\nMore.\n',
  'quotes that are set off':
    '> [!NOTE]\n> Read **this**.\n\n> [!warning]\n>\n> Then this.\n\n> [!OTHER]\n> x\n\n> [!TIP] not alone\n',
  'addresses without marks':
    'See https://example.com/a_b_c?x=1&y=(2), www.example.com. and (http://localhost:3000/x)! Mail a.b+c@example.com, x@y_z.\n\n**https://a.example/_x_** 见https://a.example/路径。后 ftp://a.example javascript://a.example wwww.a.example\n',
  'text struck out': '~one~ ~~two~~ ~~~three~~~ a~b~c ~~a~ 5~10 和 ~ 20\n',
  'marks that stay open': 'a **b _c ~~d `e\n\n[a](b [c](d\n',
};
