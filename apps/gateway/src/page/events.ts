import type { Application, Environ } from "@tsgi/core";
import { sleep } from "../sleep.ts";

/** When the server started; set again by startup, since some hosts have no clock while modules load. */
let startedAt = Date.now();

/** Sends a tick each second, as server-sent events, until the client disconnects. */
export const events: Application = (environ, startResponse) => {
  startResponse(200, [
    ["content-type", "text/event-stream"],
    ["cache-control", "no-store"],
  ]);
  return ticks(environ);
};

events.startup = () => {
  startedAt = Date.now();
};

async function* ticks({ server, signal }: Environ): AsyncGenerator<string> {
  for (let count = 1; !signal.aborted; count++) {
    // uptime in seconds
    const tick = { count, uptime: Math.floor((Date.now() - startedAt) / 1000), host: server.name };
    yield `data: ${JSON.stringify(tick)}\n\n`;
    await sleep(1000, signal);
  }
}
