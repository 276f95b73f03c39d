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

/** The process's standard error. What cannot be written is dropped: whoever read it may have ended before us. */
export const standardError: ErrorLog = {
  write: (text) => void process.stderr.write(text, ignoreFailure),
  flush: () => new Promise((resolve) => process.stderr.write("", () => resolve())),
};

/** Called right before the stream's `error` event, which would end the process if nobody listened. */
function ignoreFailure(error?: Error | null): void {
  if (error && process.stderr.listenerCount("error") === 0) process.stderr.once("error", () => {});
}

/** Only with a channel to its parent can a process be a worker: most are spared the module, which loads nine others. */
function isWorker(): boolean {
  if (process.send === undefined) return false;
  return (process.getBuiltinModule("node:cluster") as unknown as typeof cluster).isWorker;
}
