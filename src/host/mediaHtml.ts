import { randomBytes } from 'node:crypto';

export interface MediaHtml {
  readonly title: string;
  /** `en`, `zh-cn` … */
  readonly language: string;
  readonly surface: 'sidebar' | 'editor';
  /** Addresses of the page's only script and style sheet. */
  readonly script: string;
  readonly style: string;
  /** Address of the script that makes formulas, which the page loads when it needs it. */
  readonly formulas?: string;
  /** Where the page's own files come from, as a source of the policy. */
  readonly source: string;
}

/**
 * The HTML of a page that the browser runs: one script and one style sheet, under a policy that lets nothing else load
 * or run and nothing be fetched (VS Code's webview guide, “Content security policy”).
 */
export function mediaHtml({ title, language, surface, script, style, formulas, source }: MediaHtml): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `connect-src 'none'`,
    `frame-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body data-surface="${surface}"${formulas ? ` data-formulas="${formulas}"` : ''}>
<div id="app"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
