/** A change that a user wants of one of the sources: each text stands in it once. */
export interface WantedChange {
  readonly source: string;
  readonly name: string;
  readonly replace: readonly (readonly [from: string, to: string])[];
  /** The first line of the function, type or block that holds all of it; absent where nothing does. */
  readonly unit?: string;
}

/** What is changed: small and large, one place and several, inserted, replaced and removed. */
export const WANTED_CHANGES: readonly WantedChange[] = [
  {
    source: 'orders.py',
    name: 'guards a division',
    unit: '    def total(self) -> float:\n        amount',
    replace: [
      ['        if self.discount:\n', '        if 0 < self.discount <= 1:\n'],
      ['        return round(amount, 2)', '        return round(max(amount, 0.0), 2)'],
    ],
  },
  {
    source: 'orders.py',
    name: 'rewrites a loop',
    unit: '    def remove(',
    replace: [
      [
        '        for index, item in enumerate(self.items):\n            if item.sku == sku:\n                del self.items[index]\n                return True\n        return False',
        '        left = [item for item in self.items if item.sku != sku]\n        found = len(left) < len(self.items)\n        self.items = left\n        return found',
      ],
    ],
  },
  {
    source: 'orders.py',
    name: 'adds a statement in a nested block',
    unit: '    def load(',
    replace: [
      [
        '            logger.warning("no orders at %s", self.path)\n',
        '            logger.warning("no orders at %s", self.path)\n            self._orders.clear()\n',
      ],
    ],
  },
  {
    source: 'orders.py',
    name: 'removes a branch',
    unit: 'def report(',
    replace: [
      [
        '        if order is None:\n            lines.append(f"{order_id}: missing")\n            continue\n',
        '        assert order is not None\n',
      ],
    ],
  },
  {
    source: 'orders.py',
    name: 'changes two places',
    replace: [
      ['MAX_ITEMS = 100', 'MAX_ITEMS = 250'],
      ['raise ValueError("too many items")', 'raise OverflowError(f"more than {MAX_ITEMS} items")'],
    ],
  },
  {
    source: 'cart.ts',
    name: 'adds a parameter',
    unit: '  total(): Price {',
    replace: [
      ['  total(): Price {\n', '  total(discount = 0): Price {\n'],
      [
        '    return { amount: amount * (1 + VAT), currency: this.#options.currency };',
        '    const net = amount * (1 - discount);\n    return { amount: net * (1 + VAT), currency: this.#options.currency };',
      ],
    ],
  },
  {
    source: 'cart.ts',
    name: 'checks an argument',
    unit: '  add(item: Item)',
    replace: [
      [
        '    const known = this.#items.get(item.id);\n',
        "    if (item.count < 1) {\n      throw new RangeError('nothing to add');\n    }\n    const known = this.#items.get(item.id);\n",
      ],
    ],
  },
  {
    source: 'cart.ts',
    name: 'catches an error',
    unit: 'export async function readCart',
    replace: [
      [
        '  for (const item of JSON.parse(text) as Item[]) {\n    cart.add(item);\n  }\n',
        '  for (const item of parseItems(text)) {\n    cart.add(item);\n  }\n',
      ],
    ],
  },
  {
    source: 'cart.ts',
    name: 'changes an import and its use',
    replace: [
      ["import { createHash } from 'node:crypto';", "import { createHmac } from 'node:crypto';"],
      ["  const hash = createHash('sha256');", "  const hash = createHmac('sha256', 'cart');"],
    ],
  },
  {
    source: 'cart.ts',
    name: 'empties an object',
    unit: '  toJSON(): unknown {',
    replace: [['      items: [...this.#items.values()],\n', '']],
  },
  {
    source: 'server.go',
    name: 'wraps an error',
    unit: 'func (s *Server) Get(',
    replace: [
      [
        '\t\treturn Note{}, ErrNotFound\n\t}\n\treturn note, nil',
        '\t\treturn Note{}, fmt.Errorf("note %q: %w", id, ErrNotFound)\n\t}\n\treturn note, nil',
      ],
    ],
  },
  {
    source: 'server.go',
    name: 'looks at the context',
    unit: 'func (s *Server) Put(',
    replace: [
      [
        '\tif note.ID == "" {\n',
        '\tif err := ctx.Err(); err != nil {\n\t\treturn err\n\t}\n\tif note.ID == "" {\n',
      ],
    ],
  },
  {
    source: 'server.go',
    name: 'adds a case',
    unit: 'func (s *Server) ServeHTTP',
    replace: [
      [
        '\tcase http.MethodDelete:\n',
        '\tcase http.MethodHead:\n\t\tw.WriteHeader(http.StatusOK)\n\tcase http.MethodDelete:\n',
      ],
    ],
  },
  {
    source: 'server.go',
    name: 'adds a field and sets it',
    replace: [
      ['\tnow   func() time.Time\n', '\tnow   func() time.Time\n\tlimit int\n'],
      ['\t\tnow:   time.Now,\n', '\t\tnow:   time.Now,\n\t\tlimit: 1000,\n'],
    ],
  },
  {
    source: 'Inventory.java',
    name: 'returns early',
    unit: '    public boolean take(',
    replace: [
      [
        '        int left = count(sku) - count;\n',
        '        int left = Math.subtractExact(count(sku), count);\n',
      ],
      ['            notifyLow(sku, left);\n', '            notifyLow(sku, left);\n            log(sku);\n'],
    ],
  },
  {
    source: 'Inventory.java',
    name: 'uses a stream',
    unit: '    public Optional<String> scarcest()',
    replace: [
      [
        '        String best = null;\n        int least = Integer.MAX_VALUE;\n        for (Map.Entry<String, Integer> entry : stock.entrySet()) {\n            if (entry.getValue() < least) {\n                best = entry.getKey();\n                least = entry.getValue();\n            }\n        }\n        return Optional.ofNullable(best);',
        '        return stock.entrySet().stream()\n            .min(Map.Entry.comparingByValue())\n            .map(Map.Entry::getKey);',
      ],
    ],
  },
  {
    source: 'Inventory.java',
    name: 'changes a constant and a text',
    replace: [
      ['    private static final int LOW = 5;', '    private static final int LOW = 10;'],
      [
        '        return "Inventory(" + stock.size() + ")";',
        '        return "Inventory(" + stock.keySet() + ")";',
      ],
    ],
  },
  {
    source: 'Inventory.java',
    name: 'removes a call',
    unit: '    private void notifyLow(',
    replace: [
      ['            listener.onLow(sku, left);\n', '            listener.onLow(sku, Math.max(left, 0));\n'],
    ],
  },
  {
    source: 'ring.c',
    name: 'checks an overflow',
    unit: 'struct ring *ring_new(size_t size)',
    replace: [
      [
        '    struct ring *r = malloc(sizeof *r);\n',
        '    if (size > SIZE_MAX / 2)\n        return NULL;\n    struct ring *r = calloc(1, sizeof *r);\n',
      ],
    ],
  },
  {
    source: 'ring.c',
    name: 'clears before it frees',
    unit: 'void ring_free(struct ring *r)',
    replace: [
      [
        '    free(r->data);\n    free(r);\n}\n\nsize_t',
        '    memset(r->data, 0, r->size);\n    free(r->data);\n    free(r);\n}\n\nsize_t',
      ],
    ],
  },
  {
    source: 'ring.c',
    name: 'resets when empty',
    unit: 'size_t ring_read(',
    replace: [
      ['    r->used -= count;\n', '    r->used -= count;\n    if (r->used == 0)\n        r->head = 0;\n'],
    ],
  },
  {
    source: 'page.html',
    name: 'adds a link',
    replace: [
      [
        '        <a href="/books">Books</a>\n',
        '        <a href="/books">Books</a>\n        <a href="/events">Events</a>\n',
      ],
    ],
  },
  {
    source: 'page.html',
    name: 'changes attributes',
    replace: [
      [
        '          <input id="q" name="q" type="search">\n',
        '          <input id="q" name="q" type="search" required>\n',
      ],
      [
        '          <button type="submit">Search</button>\n',
        '          <button type="submit" class="main">Search</button>\n',
      ],
    ],
  },
  {
    source: 'page.html',
    name: 'adds a row among rows that are alike',
    replace: [
      [
        '          <tr>\n            <td>Saturday</td>\n',
        '          <tr>\n            <td>Friday</td>\n            <td>9 to 20</td>\n          </tr>\n          <tr>\n            <td>Saturday</td>\n',
      ],
    ],
  },
  {
    source: 'guide.md',
    name: 'adds a step',
    replace: [
      [
        '2. Read the four words aloud.\n3. Wait until your friend has typed them.\n',
        '2. Read the four words aloud.\n3. Spell them when the line is bad.\n4. Wait until your friend has typed them.\n',
      ],
    ],
  },
  {
    source: 'guide.md',
    name: 'changes the table',
    replace: [
      [
        '| `keep` | how long it waits, in minutes | 10 |\n',
        '| `keep` | how long it waits, in minutes | 30 |\n| `quiet` | says nothing | no |\n',
      ],
    ],
  },
  {
    source: 'guide.md',
    name: 'rewrites a sentence and a list',
    replace: [
      ['Paperboat runs on Linux and macOS.', 'Paperboat runs on Linux, macOS and Windows.'],
      ['- Tell your friend to do the same.\n', '- Tell your friend to do the same, with the same version.\n'],
    ],
  },
  {
    source: 'warehouse_zh.py',
    name: 'changes a message',
    unit: '    def ship(',
    replace: [
      [
        '            raise 库存不足(f"{sku} 只剩 {self.stock[sku]} 件")\n',
        '            raise 库存不足(f"{sku} 需要 {count} 件，只剩 {self.stock[sku]} 件")\n',
      ],
    ],
  },
  {
    source: 'warehouse_zh.py',
    name: 'adds a comment and a check',
    unit: '    def report(',
    replace: [
      [
        '        for sku in sorted(self.stock):\n',
        '        for sku in sorted(self.stock):\n            # 跳过已经卖完的商品\n            if self.stock[sku] == 0:\n                continue\n',
      ],
    ],
  },
  {
    source: 'warehouse_zh.py',
    name: 'rewrites a function',
    unit: 'def 盘点(',
    replace: [
      [
        '        for sku, count in warehouse.stock.items():\n            total[sku] += count\n    return dict(total)',
        '        total.update(warehouse.stock)\n    return {sku: count for sku, count in total.items() if count}',
      ],
    ],
  },
  {
    source: 'queue.rs',
    name: 'waits for a time',
    unit: '    pub fn pop(&self) -> Job {',
    replace: [
      [
        '            jobs = self.ready.wait(jobs).unwrap();\n',
        '            let (next, _) = self.ready.wait_timeout(jobs, Duration::from_secs(1)).unwrap();\n            jobs = next;\n',
      ],
    ],
  },
  {
    source: 'queue.rs',
    name: 'adds a variant and its arm',
    replace: [
      ['    Sleep(Duration),\n', '    Sleep(Duration),\n    Retry(Box<Job>),\n'],
      [
        '            Job::Stop => return done,\n',
        '            Job::Retry(job) => drop(queue.push(*job)),\n            Job::Stop => return done,\n',
      ],
    ],
  },
  {
    source: 'queue.rs',
    name: 'wakes all',
    unit: '    pub fn push(',
    replace: [['        self.ready.notify_one();\n', '        self.ready.notify_all();\n']],
  },
  {
    source: 'theme.css',
    name: 'changes colours',
    unit: ':root {',
    replace: [
      ['  --ink: #1a1a1a;\n', '  --ink: #222;\n'],
      ['  --accent: #2f6f5e;\n', '  --accent: #7a3b2e;\n  --line: #ddd;\n'],
    ],
  },
  {
    source: 'theme.css',
    name: 'adds a rule',
    replace: [
      [
        '.card p {\n  margin: 0;\n}\n',
        '.card p {\n  margin: 0;\n}\n\n.card p + p {\n  margin-top: 0.5rem;\n}\n',
      ],
    ],
  },
  {
    source: 'Mailer.cs',
    name: 'passes a token',
    unit: '        public async Task<int> SendAllAsync()',
    replace: [
      [
        '            while (_waiting.Count > 0)\n',
        '            while (_waiting.Count > 0 && !_closing.IsCancellationRequested)\n',
      ],
      [
        '                    await _transport.SendAsync(letter);\n',
        '                    await _transport.SendAsync(letter, _closing);\n',
      ],
    ],
  },
  {
    source: 'Mailer.cs',
    name: 'adds a check',
    unit: '        public void Add(Letter letter)',
    replace: [
      [
        '            _waiting.Enqueue(letter);\n        }\n\n        public async',
        '            if (_waiting.Count >= Limit)\n            {\n                throw new InvalidOperationException("too many letters");\n            }\n            _waiting.Enqueue(letter);\n        }\n\n        public async',
      ],
    ],
  },
  {
    source: 'deploy.yml',
    name: 'adds a step to the second of two jobs that are alike',
    unit: '  build:',
    replace: [['      - run: npm run build\n', '      - run: npm run build\n      - run: npm run check\n']],
  },
  {
    source: 'deploy.yml',
    name: 'changes a branch and a version',
    replace: [
      ['    branches: [main]\n', '    branches: [main, next]\n'],
      ['  NODE_VERSION: 24\n', '  NODE_VERSION: 26\n'],
    ],
  },
];
