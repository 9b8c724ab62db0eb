import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { installVsCodeServer } from '../../test/vscode-server/install.ts';
import { installVsix, startVsCodeServer } from '../../test/vscode-server/server.ts';
import { temporaryFolder } from '../../test/vscode-server/temporaryFolder.ts';
import { workbenchUrl } from '../../test/vscode-server/workbench.ts';
import type { Editor, EditorSettings } from './editor.ts';

/** VS Code's server from npm, for a browser. Throws where it has no build for this machine. */
export async function createServerEditor(environment: NodeJS.ProcessEnv): Promise<Editor> {
  const paths = await installVsCodeServer();
  const dataFolder = temporaryFolder('d');
  const locale = /^zh/i.test(environment.LC_ALL || environment.LANG || '') ? 'zh-cn' : undefined;
  let chosen: EditorSettings = {};
  return {
    label: 'the VS Code server from npm',
    hasWindow: false,
    async install(vsix, settings) {
      chosen = settings;
      await installVsix(dataFolder, vsix);
      const { stdout } = await promisify(execFile)(paths.node, [
        path.join(paths.vscode, 'out/server-main.js'),
        ...['--accept-server-license-terms', '--server-data-dir', dataFolder, '--list-extensions'],
      ]);
      return stdout.split(/\s+/).filter(Boolean);
    },
    async open(folder) {
      const server = await startVsCodeServer({ dataFolder, settings: chosen, ...(locale && { locale }) });
      return { url: workbenchUrl(server, { folder }), closed: new Promise(() => {}) };
    },
  };
}
