import { mainJob } from './support/mainJob.ts';

mainJob({
  picture: 'en',
  addKey: 'Add a Key',
  provider: '127.0.0.1',
  enterAgain: 'Enter the Key Again',
  keyRefused: 'did not accept the key',
  keyWorks: 'The key works',
  explain: 'Explain Code',
  optimizeCommand: 'Inkstone: Optimize Code',
  generateCommand: 'Inkstone: Generate Code…',
  rejectCommand: 'Inkstone: Reject All Changes of the Edit',
  showUsageCommand: 'Inkstone: Show Usage',
  accept: 'Accept',
  acceptAll: 'Accept All',
  reject: 'Reject',
  ask: 'Ask Inkstone',
  stop: 'Stop',
  stopped: 'stopped',
  tokens: 'tokens',
  explanation:
    'Adds up the `values` and gives back their **sum**, `0` for an empty list.\n\n1. `total` starts at zero.\n2. The loop visits every index once, so the cost is linear.\n\n```ts\nsum([1, 2, 3]); // 6\n```\n\nA hole in the list would make the result `NaN`.\n',
  instruction: 'a constant with the sum of an empty list',
});
