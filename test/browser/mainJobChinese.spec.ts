import { mainJob } from './support/mainJob.ts';

mainJob({
  locale: 'zh-cn',
  picture: 'zh-cn',
  addKey: '添加密钥',
  provider: '127.0.0.1',
  enterAgain: '重新输入密钥',
  keyRefused: '未接受该密钥',
  keyWorks: '密钥有效',
  explain: '解释代码',
  optimizeCommand: 'Inkstone: 优化代码',
  generateCommand: 'Inkstone: 生成代码…',
  rejectCommand: 'Inkstone: 拒绝此编辑的全部更改',
  showUsageCommand: 'Inkstone: 查看用量',
  accept: '接受',
  acceptAll: '全部接受',
  reject: '拒绝',
  ask: '向 Inkstone 提问',
  stop: '停止',
  stopped: '已停止',
  tokens: 'token',
  explanation:
    '把 `values` 逐个相加并返回**总和**；列表为空时返回 `0`。\n\n1. `total` 从零开始。\n2. 循环对每个下标只访问一次，因此耗时与长度成正比。\n\n```ts\nsum([1, 2, 3]); // 6\n```\n\n列表中若有空缺，结果会变成 `NaN`。\n',
  instruction: '空列表之和的常量',
});
