import cluster from "node:cluster";
import type { ErrorLog, ServerInfo } from "@tsgi/core";

/** What a server that runs in Node is. */
export function nodeInfo(name: string, version: string): ServerInfo {
  return {
    name,
    version,
    interfaceVersion: [1, 0],
    multiprocess: cluster.isWorker,
    runOnce: false,
    capabilities: Object.freeze(["earlyHints", "fileBody", "trailers"]),
  };
}

/** The process's standard error. */
export const standardError: ErrorLog = {
  write: (text) => void process.stderr.write(text),
  flush: () => new Promise((resolve) => process.stderr.write("", () => resolve())),
};
