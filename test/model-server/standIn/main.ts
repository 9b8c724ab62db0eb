import { startStandIn } from './startStandIn.ts';

// The one who starts this process holds its standard input open, and ends it by letting go, or by ending.
const server = await startStandIn(process.env);
console.log(JSON.stringify({ url: server.url, baseUrl: server.baseUrl }));
process.stdin.resume();
process.stdin.once('close', () => void server.close().then(() => process.exit(0)));
