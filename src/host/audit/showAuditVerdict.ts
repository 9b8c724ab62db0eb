import * as vscode from 'vscode';
import { storageFailed } from '../../core/storageFailed.ts';
import type { ReportPages } from '../reportPages.ts';
import { t } from '../translate.ts';
import type { AuditProblem, AuditVerdict } from './auditChain.ts';
import type { Auditor } from './auditor.ts';

/** Follows the audit log from end to end, and says whether it is whole or what is wrong with it and where. */
export async function showAuditVerdict(auditor: Auditor, reports: ReportPages): Promise<void> {
  const verdict = await auditor.verify().catch((error: unknown) => {
    throw storageFailed(error, 'read-audit', t);
  });
  const { files, requests, problems } = verdict;
  if (problems.length > 0) return reports.show(t('Audit Log'), verdictPage(verdict, auditor.folder));
  const showFolder = t('Show Folder');
  const message =
    files === 0
      ? t('There is no audit log yet. The setting inkstone.audit turns it on.')
      : t('The audit log is whole. Requests: {0}, files: {1}.', requests, files);
  const answer = await vscode.window.showInformationMessage(message, ...(files === 0 ? [] : [showFolder]));
  if (answer === showFolder)
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(auditor.folder));
}

function verdictPage({ files, requests, healed, problems }: AuditVerdict, folder: string): string {
  return [
    `# ${t('The Audit Log Is Not Whole')}`,
    '',
    t('Requests: {0}, files: {1}, in {2}.', requests, files, folder),
    '',
    ...problems.map((problem) => `- **${problem.file}** – ${problemText(problem)}`),
    '',
    ...(healed > 0 ? [t('Besides, {0} broken writes, which the log itself has told of.', healed), ''] : []),
    t(
      'The lines that are named here cannot be trusted; the others follow one from another as they were written.',
    ),
    '',
  ].join('\n');
}

function problemText(problem: AuditProblem): string {
  switch (problem.kind) {
    case 'changed':
      return t('line {0} was changed', problem.line);
    case 'missing-lines':
      return t('before line {0}, the entries {1} to {2} are missing', problem.line, problem.from, problem.to);
    case 'inserted':
      return t('line {0} was put in or moved', problem.line);
    case 'shortened':
      return t('the end is cut off: the entries {0} to {1} are missing', problem.from, problem.to);
    case 'missing-file':
      return t('the file is missing');
    case 'torn':
      return t('line {0} breaks off, as after a crash', problem.line);
  }
}
