import * as vscode from 'vscode';
import {
  parseSettings,
  SETTINGS,
  type SettingName,
  type SettingProblem,
  type Settings,
} from '../core/settings.ts';

const SECTION = 'inkstone';

interface ParsedSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

/**
 * The settings as they are now. Those of application scope are taken from the user's own value alone: a workspace
 * must not be able to set them, even if the editor let it. Parsed once after each change: the editor takes
 * milliseconds to look them all up, and a request asks for them many times.
 */
export class UserSettings {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #parsed: ParsedSettings | undefined;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(SECTION)) return;
      this.#parsed = undefined;
      this.#changed.fire();
    });
  }

  readonly onDidChange = (listener: () => void): vscode.Disposable => this.#changed.event(listener);

  /** Those of the window; what has `resource` scope may differ for a file. */
  get current(): Settings {
    return this.#current().settings;
  }

  get problems(): readonly SettingProblem[] {
    return this.#current().problems;
  }

  forResource(resource: vscode.Uri): Settings {
    return parse(resource).settings;
  }

  /** Writes to the user's own settings. */
  async write<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    await vscode.workspace.getConfiguration(SECTION).update(name, value, vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #current(): ParsedSettings {
    this.#parsed ??= parse(null);
    return this.#parsed;
  }
}

function parse(resource: vscode.Uri | null): ParsedSettings {
  // One look at the whole section: a look at each setting takes the editor several times as long.
  const own = vscode.workspace
    .getConfiguration(undefined, resource)
    .inspect<Configured>(SECTION)?.globalValue;
  const configuration = vscode.workspace.getConfiguration(SECTION, resource);
  return parseSettings((name) =>
    SETTINGS[name].scope === 'application' ? own?.[name] : configuration.get(name),
  );
}

type Configured = Readonly<Record<string, unknown>>;
