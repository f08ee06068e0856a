// Starts `msgreview lsp` for the folders that are open, and says in a sentence what to do where it cannot be started.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient, RevealOutputChannelOn } = require("vscode-languageclient/node");

const INSTALL = "pip install 'msgreview[lsp]'";
let client;

/** The program and its arguments: as the settings say, else that of the folder's own environment, else the one on the path. */
function command() {
  const set = vscode.workspace.getConfiguration("msgreview").get("command") || [];
  if (set.length) {
    return set;
  }
  const inside = process.platform === "win32" ? ["Scripts", "msgreview.exe"] : ["bin", "msgreview"];
  for (const folder of vscode.workspace.workspaceFolders || []) {
    for (const environment of [".venv", "venv"]) {
      const program = path.join(folder.uri.fsPath, environment, ...inside);
      if (fs.existsSync(program)) {
        return [program, "lsp"];
      }
    }
  }
  return ["msgreview", "lsp"];
}

async function start() {
  const [program, ...args] = command();
  const languages = ["file", "untitled"].map((scheme) => ({ scheme, language: "yaml" }));
  client = new LanguageClient(
    "msgreview",
    "msgreview",
    { command: program, args },
    { documentSelector: languages, revealOutputChannelOn: RevealOutputChannelOn.Never },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const said = `msgreview could not be started as "${[program, ...args].join(" ")}". Install it with: ${INSTALL}`;
    const choice = await vscode.window.showWarningMessage(said, "Open the settings");
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "msgreview.command");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("msgreview.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("msgreview.command") && restart()),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
