// The least that an extension can do with a stream of tokens: it reads them with the host's own fetch and posts their
// text as often as a page draws. There is nothing else: no error, no end that is not complete, nothing kept.
const vscode = require('vscode');

const FRAME_MS = 32;

const PAGE = `<!DOCTYPE html>
<body><button>Ask</button><pre></pre><script>
  const host = acquireVsCodeApi();
  const text = document.querySelector('pre').appendChild(new Text());
  let added = '';
  const show = () => {
    text.appendData(added);
    added = '';
    scrollTo(0, document.body.scrollHeight);
  };
  onmessage = ({ data }) => {
    if (!data.added) document.body.dataset.status = data.status;
    else if (!added) requestAnimationFrame(show);
    added += data.added ?? '';
  };
  document.querySelector('button').onclick = () => host.postMessage({});
</script></body>`;

exports.activate = () =>
  vscode.window.registerWebviewViewProvider('floor.view', {
    resolveWebviewView({ webview }) {
      webview.options = { enableScripts: true };
      webview.html = PAGE;
      webview.onDidReceiveMessage(() => answer(webview));
    },
  });

async function answer(webview) {
  const response = await fetch(process.env.FLOOR_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'test-model',
      stream: true,
      messages: [{ role: 'user', content: 'Write.' }],
    }),
  });
  const decoder = new TextDecoder();
  let unread = '';
  let added = '';
  let timer;
  const post = () => {
    timer = undefined;
    webview.postMessage({ added });
    added = '';
  };
  for await (const bytes of response.body) {
    const lines = (unread + decoder.decode(bytes, { stream: true })).split('\n');
    unread = lines.pop();
    for (const line of lines)
      if (line.startsWith('data: {')) added += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? '';
    if (added) timer ??= setTimeout(post, FRAME_MS);
  }
  clearTimeout(timer);
  if (added) post();
  webview.postMessage({ status: 'complete' });
}
