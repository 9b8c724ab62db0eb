import path from 'node:path';
import * as vscode from 'vscode';
import type { Observer } from '../../core/model/observation.ts';
import type { ProviderInfo } from '../../core/model/providerInfo.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { createReportOnce } from '../reportOnce.ts';
import type { UserSettings } from '../userSettings.ts';
import type { AuditVerdict, NamedHead } from './auditChain.ts';
import type { AuditLog, AuditMemory } from './auditLog.ts';
import { userName } from './userName.ts';

/** Under this key the editor's secret storage remembers the ends of the audit log: no editor of files gets at it. */
const MEMORY = 'inkstone.audit.ends';

export interface AuditorDeps {
  readonly storageFolder: string;
  readonly secrets: vscode.SecretStorage;
  readonly settings: UserSettings;
  /** Told once of each cause why a request could not be written down. */
  readonly onFailed: (error: unknown) => void;
  readonly onForgotten: (error: unknown) => void;
}

/** Writes requests down while the user's setting says so. Its parts are loaded when they are first needed. */
export interface Auditor {
  readonly folder: string;
  /** `undefined` while nothing is to be written down. */
  observer(endpoint: ProviderInfo): Observer | undefined;
  /** Throws what the file system throws. */
  verify(): Promise<AuditVerdict>;
  flush(): Promise<void>;
}

export function createAuditor(deps: AuditorDeps): Auditor {
  const { settings } = deps;
  const folder = path.join(deps.storageFolder, 'audit');
  const saves = createReportOnce(deps.onFailed);
  let loaded: Promise<AuditLog> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const log = (): Promise<AuditLog> => {
    loaded ??= import('./auditLog.ts').then(
      (code) =>
        new code.AuditLog({
          folder,
          memory: memoryIn(deps.secrets),
          now: Date.now,
          onForgotten: deps.onForgotten,
        }),
    );
    return loaded;
  };

  return {
    folder,
    observer(endpoint) {
      if (!settings.current.audit) return undefined;
      const withContent = settings.current.auditContent;
      return (request) => ({
        request,
        end(end) {
          // The request does not wait for the log.
          writing = saves.run(async () => {
            const { requestRecord } = await import('./requestRecord.ts');
            const record = requestRecord(request, end, {
              user: userName(),
              window: vscode.env.sessionId,
              endpoint,
              withContent,
              pathOf: (uri) => workspacePath(vscode.Uri.parse(uri)),
            });
            await (await log()).append(end.at, record);
          });
        },
      });
    },
    verify: async () => (await log()).verify(),
    async flush() {
      await writing;
      await (await loaded)?.flush();
    },
  };
}

function memoryIn(secrets: vscode.SecretStorage): AuditMemory {
  return {
    async read() {
      const text = await secrets.get(MEMORY);
      return text === undefined ? [] : (JSON.parse(text) as readonly NamedHead[]);
    },
    write: async (ends) => secrets.store(MEMORY, JSON.stringify(ends)),
  };
}
