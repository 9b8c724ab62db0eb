import * as vscode from 'vscode';
import { doctorReport } from '../../core/doctor/doctorReport.ts';
import { ABOUT_TOKENS, CHECKS, type Finding, MOST_CALLS } from '../../core/doctor/finding.ts';
import { checkName } from '../../core/doctor/findingWords.ts';
import type { Model } from '../../core/model/model.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import type { ReportPages } from '../reportPages.ts';
import { providerLabel } from '../setup/pickModel.ts';
import { t } from '../translate.ts';

/** What decides how the editor reaches an address. Structurally the doctor's `ProxySettings`. */
export interface EditorProxy {
  readonly support: string;
  readonly proxy: string;
  readonly noProxy: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface CheckConnectionDeps {
  /** Those that can be asked, that of the model in use first. Throws `UserError` `no-model` when there is none. */
  candidates(): readonly { readonly provider: ProviderInfo; readonly model: Model | undefined }[];
  examine(
    patient: {
      readonly provider: ProviderInfo;
      readonly model: Model | undefined;
      readonly proxy: EditorProxy;
    },
    signal: AbortSignal,
  ): AsyncIterable<Finding>;
  /** What must not be seen in a report about a provider. */
  secretsOf(provider: ProviderInfo): Promise<readonly string[]>;
  readonly reports: ReportPages;
  /** Of the extension. */
  readonly version: string;
}

/** Examines the connection that the user picks, and shows what it found and what to do. */
export async function checkConnection(deps: CheckConnectionDeps): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    deps.candidates().map(({ provider, model }, index) => ({
      label: providerLabel(provider),
      description: [model?.label, index === 0 && t('in use')].filter(Boolean).join(' · '),
      provider,
      model,
    })),
    {
      title: t('Check Which Connection?'),
      placeHolder: t(
        'At most {0} small calls are made to the model, about {1} tokens in all.',
        MOST_CALLS,
        ABOUT_TOKENS,
      ),
    },
  );
  if (!picked) return;
  const { provider, model } = picked;
  const findings = await examined(deps, provider, model);
  if (!findings) return;
  const report = doctorReport(
    {
      provider: providerLabel(provider),
      host: new URL(provider.baseUrl).host,
      model: model?.name ?? '',
      versions: `Inkstone ${deps.version}, ${vscode.env.appName} ${vscode.version}, ${process.platform}`,
      at: Date.now(),
      secrets: await deps.secretsOf(provider),
    },
    findings,
    t,
  );
  await deps.reports.show(t('Connection'), report);
}

/** `undefined` when the user cancelled. */
function examined(
  deps: CheckConnectionDeps,
  provider: ProviderInfo,
  model: Model | undefined,
): Thenable<readonly Finding[] | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Checking the connection to {0}…', providerLabel(provider)),
      cancellable: true,
    },
    async (progress, token) => {
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => controller.abort());
      const findings: Finding[] = [];
      const tellNext = (increment: number): void => {
        const next = CHECKS[findings.length];
        progress.report({ increment, ...(next && { message: checkName(next, t) }) });
      };
      try {
        tellNext(0);
        for await (const finding of deps.examine(
          { provider, model, proxy: editorProxy() },
          controller.signal,
        )) {
          findings.push(finding);
          tellNext(100 / CHECKS.length);
        }
        return findings;
      } catch (error) {
        if (controller.signal.aborted) return undefined;
        throw error;
      } finally {
        subscription.dispose();
      }
    },
  );
}

function editorProxy(): EditorProxy {
  const http = vscode.workspace.getConfiguration('http');
  return {
    support: http.get('proxySupport', 'override'),
    proxy: http.get('proxy', ''),
    noProxy: http.get('noProxy', []),
    environment: process.env,
  };
}
