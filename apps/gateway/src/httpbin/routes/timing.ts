/** Routes that take their time, or answer line by line. */
import type { Call } from "../call.ts";
import { spacedJsonText, type JsonValue } from "../json-text.ts";
import { toFloat } from "../python-text.ts";
import { json, typed, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { sleepSeconds } from "../sleep.ts";

export const timing: readonly Route[] = [
  route("GET", "/delay/<delay>", viewDelay),
  route("GET", "/stream/<int:n>", async (call, n) =>
    typed(
      "application/json",
      lines(await call.describe("url", "args", "headers", "origin"), Math.min(Number(n), 100)),
    ),
  ),
];

async function viewDelay(call: Call, text?: string): Promise<Reply> {
  await sleepSeconds(Math.min(toFloat(text!), 10), call.environ.signal);
  return json(await call.describe("url", "args", "form", "data", "origin", "headers", "files"));
}

function* lines(told: Map<string, JsonValue>, count: number): Generator<string> {
  for (let id = 0; id < count; id++) yield `${spacedJsonText(told.set("id", id))}\n`;
}
