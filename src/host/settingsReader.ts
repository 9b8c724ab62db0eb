import * as vscode from 'vscode';
import {
  parseSettings,
  SETTINGS,
  type SettingName,
  type SettingProblem,
  type Settings,
} from '../core/settings.ts';

const SECTION = 'inkstone';

/**
 * The settings as they are now. Those of application scope are taken from the user's own value alone: a workspace
 * must not be able to set them, even if the editor let it.
 */
export function readSettings(resource?: vscode.Uri): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const configuration = vscode.workspace.getConfiguration(SECTION, resource ?? null);
  return parseSettings((name) =>
    SETTINGS[name].scope === 'application'
      ? configuration.inspect(name)?.globalValue
      : configuration.get(name),
  );
}

/** Writes to the user's own settings. */
export async function writeSetting<Name extends SettingName>(
  name: Name,
  value: Settings[Name],
): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(name, value, vscode.ConfigurationTarget.Global);
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}
