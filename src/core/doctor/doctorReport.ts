import { redact } from '../text/redact.ts';
import type { Translate } from '../text/translate.ts';
import type { Finding, Verdict } from './finding.ts';
import { checkName, findingWords } from './findingWords.ts';

export interface DoctorSubject {
  readonly provider: string;
  readonly host: string;
  /** Empty when none was asked. */
  readonly model: string;
  /** Of the extension and the editor. */
  readonly versions: string;
  /** ms since 1970 UTC. */
  readonly at: number;
  /** Taken out of every word, should any have got in. */
  readonly secrets: readonly string[];
}

const SIGNS: Readonly<Record<Verdict, string>> = { ok: '✅', warning: '⚠️', failed: '❌', skipped: '➖' };

/** The findings as Markdown, in the user's language, to be read as it is or shared: it holds no secret. */
export function doctorReport(subject: DoctorSubject, findings: readonly Finding[], t: Translate): string {
  const { provider, host, model, versions, at, secrets } = subject;
  const lines = findings.flatMap((finding) => {
    const { said, fix } = findingWords(finding, t);
    const line = `- ${SIGNS[finding.verdict]} **${checkName(finding.check, t)}** – ${said}`;
    const needsFix = fix !== undefined && finding.verdict !== 'ok';
    // Two blanks end a line of a page too.
    return needsFix ? [`${line}  `, `  → ${fix}`] : [line];
  });
  const text = [
    `# ${t('The Connection to {0}', provider)}`,
    '',
    summary(findings, t),
    '',
    ...lines,
    '',
    '---',
    '',
    [host, model, new Date(at).toISOString(), versions].filter(Boolean).join(' · '),
    '',
    t('This report holds no key, no prompt and no answer, so it can be shared.'),
    '',
  ].join('\n');
  return redact(text, secrets);
}

function summary(findings: readonly Finding[], t: Translate): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const first = findings.find(({ verdict }) => verdict === 'failed');
  if (first)
    return t('Checks that failed: {0}. Begin with “{1}”.', count('failed'), checkName(first.check, t));
  return count('warning') > 0
    ? t('It works. Worth a look: {0}.', count('warning'))
    : t('Everything is in order.');
}
