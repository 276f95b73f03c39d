import type cluster from "node:cluster";
import type { ErrorLog, ServerInfo } from "@tsgi/core";

/** What a server that runs in Node is. */
export function nodeInfo(name: string, version: string): ServerInfo {
  return {
    name,
    version,
    interfaceVersion: [1, 0],
    multiprocess: isWorker(),
    runOnce: false,
    capabilities: Object.freeze(["earlyHints", "fileBody", "trailers"]),
  };
}

/** The process's standard error. */
export const standardError: ErrorLog = {
  write: (text) => void process.stderr.write(text),
  flush: () => new Promise((resolve) => process.stderr.write("", () => resolve())),
};

/** Only with a channel to its parent can a process be a worker: most are spared the module, which loads nine others. */
function isWorker(): boolean {
  if (process.send === undefined) return false;
  return (process.getBuiltinModule("node:cluster") as unknown as typeof cluster).isWorker;
}
