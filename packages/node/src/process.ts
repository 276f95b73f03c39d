import type cluster from "node:cluster";
import type { ErrorLog, ServerInfo } from "@tsgi/core";

/** Returns the facts about a server that runs in Node. */
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

/** The standard error of the process. Text that cannot be written is dropped: its reader may have ended first. */
export const standardError: ErrorLog = {
  write: (text) => void process.stderr.write(text, ignoreFailure),
  flush: () => new Promise((resolve) => process.stderr.write("", () => resolve())),
};

/** Called right before the stream's `error` event, which would end the process without a listener. */
function ignoreFailure(error?: Error | null): void {
  if (error && process.stderr.listenerCount("error") === 0) process.stderr.once("error", () => {});
}

/** Only a process with a channel to its parent can be a worker: most need not load the module, which loads nine others. */
function isWorker(): boolean {
  if (process.send === undefined) return false;
  return (process.getBuiltinModule("node:cluster") as unknown as typeof cluster).isWorker;
}
