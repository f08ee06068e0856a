// The extension for Visual Studio Code, with stand-ins for what the editor gives it. Prints what it started and said, as JSON.
"use strict";

const Module = require("node:module");
const [folder, set, fails] = process.argv.slice(2);
const seen = { started: [], said: [], selector: [], commands: [] };

class LanguageClient {
  constructor(id, name, server, client) {
    seen.started.push([server.command, ...server.args]);
    seen.selector = client.documentSelector;
  }
  async start() {
    if (fails) throw new Error("spawn ENOENT");
  }
  async stop() {}
}
const stands = {
  vscode: {
    workspace: {
      getConfiguration: () => ({ get: () => JSON.parse(set) }),
      workspaceFolders: [{ uri: { fsPath: folder } }],
      onDidChangeConfiguration: () => ({}),
    },
    window: { showWarningMessage: async (text) => void seen.said.push(text) },
    commands: { registerCommand: (name, run) => (seen.commands.push(name), run) },
  },
  "vscode-languageclient/node": { LanguageClient, RevealOutputChannelOn: { Never: 4 } },
};
const load = Module._load;
Module._load = (name, ...rest) => stands[name] ?? load(name, ...rest);
const extension = require("../editors/vscode/extension.js");
const context = { subscriptions: [] };
extension
  .activate(context)
  .then(() => context.subscriptions[0]())
  .then(() => extension.deactivate())
  .then(() => console.log(JSON.stringify(seen)));
