/** One fetch application on Node: through fromFetch, beside @hono/node-server and srvx. */
import type { ServerRow } from "./rows.ts";

const platform = ["fromFetch", "existing-tsgi.ts"] as const;
const lightRequest = ["fromFetch, light Request", "existing-tsgi-light-request.ts"] as const;
const light = ["fromFetch, light Request and LightResponse", "existing-tsgi-light.ts"] as const;
const nodeServer = ["@hono/node-server, no globals replaced", "existing-node-server.ts"] as const;
const srvx = ["srvx", "existing-srvx.ts"] as const;

export const existingRows: readonly ServerRow[] = [
  row("fetch app", nodeServer, platform),
  row("fetch app, srvx", srvx, platform),
  row("fetch app, light request", nodeServer, lightRequest),
  row("fetch app, light request, srvx", srvx, lightRequest),
  row("fetch app, light", ["@hono/node-server, globals replaced", "existing-node-server-light.ts"], light),
  row("fetch app, light, srvx", ["srvx, FastResponse", "existing-srvx-light.ts"], light),
];

type Named = readonly [name: string, module: string];

function row(name: string, [control, controlModule]: Named, [ours, module]: Named): ServerRow {
  return {
    name,
    control: { name: control, module: controlModule, runtime: "node" },
    ours: { name: ours, module, runtime: "node" },
  };
}
