import { PLAIN } from "../_texts.ts";
import type { Case, CaseClient } from "../case.ts";

/** Cases for versions that a client claims but does not speak. */
export const versionCases: readonly Case[] = [
  {
    id: "version-2-text",
    title:
      "a request line that claims HTTP/2.0 is answered as HTTP/1 or refused, and the server keeps running",
    proves: ["S11", "S66"],
    needs: ["rawSocket"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return environ.pathInfo === "/whole" ? environ.protocol : [environ.protocol].values();
    },
    async check(t) {
      const statuses: (number | undefined)[] = [];
      for (const path of ["/whole", "/stream", "/whole"]) statuses.push(await statusOf(t, path));
      t.equal(new Set(statuses).size, 1, `not always the same: ${statuses.join()}`);
      // Some parsers do not know this version, and close the connection without a response.
      t.ok([undefined, 200, 400, 505].includes(statuses[0]), String(statuses[0]));
      t.match((await t.request("/whole")).text, /^HTTP\/1/);
    },
  },
];

/** Undefined if the connection was closed without a response. */
async function statusOf(t: CaseClient, path: string): Promise<number | undefined> {
  const wire = await t.connect();
  await wire.send(`${t.head("GET", path, { version: "2.0" })}\r\n`);
  const text = Buffer.from(await wire.closed()).toString("latin1");
  return text === "" ? undefined : Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]);
}
