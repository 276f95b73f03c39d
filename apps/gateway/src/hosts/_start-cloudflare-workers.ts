import { fileURLToPath } from "node:url";
import { startWorkerd } from "@tsgi/harness/workerd";
import type { Start } from "./_start.ts";

const worker = fileURLToPath(new URL("cloudflare-workers.ts", import.meta.url));

/** The Worker as it is deployed, in workerd. */
export const start: Start = (options) => startWorkerd(worker, { ...options, nodejs: true, kv: ["STATE"] });
