import type { Body, Environ, StartResponse } from "@tsgi/core";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for the effect of the forms of a request target on the server's name, port and scheme. */
export const targetServerCases: readonly Case[] = [
  {
    id: "target-asterisk-server",
    title: "`OPTIONS *` has the same server name and port as every other request",
    proves: ["S13"],
    needs: ["rawSocket", "asteriskTarget"],
    app: showServer,
    async check(t) {
      const answer = await t.raw(`${t.head("OPTIONS", "", { target: "*" })}\r\n`);
      const seen = JSON.parse((await t.request("/")).text) as unknown[];
      t.deepEqual(JSON.parse(answer.text), [...seen.slice(0, 3), "*"]);
    },
  },
  {
    id: "target-absolute-scheme",
    title: "the scheme is that of the connection, whatever the scheme of an absolute target",
    proves: ["S13"],
    needs: ["rawSocket"],
    app: showServer,
    async check(t) {
      for (const scheme of ["http", "https"]) {
        const target = `${scheme}://other.example${t.prefix}/`;
        const { text } = await t.raw(`${t.head("GET", "", { target })}\r\n`);
        t.equal((JSON.parse(text) as string[])[0], t.scheme, target);
      }
    },
  },
  {
    id: "target-connect",
    title: "CONNECT does not reach the application: it is answered with an error, or the connection ends",
    proves: ["N07"],
    needs: ["rawSocket"],
    app: showServer,
    async check(t) {
      for (const target of ["other.example:443", `${t.prefix}/`]) {
        const wire = await t.connect();
        await wire.send(`${t.head("CONNECT", "", { target })}\r\n`);
        const answer = await wire.answer("CONNECT").catch(() => undefined);
        t.ok(answer === undefined ? wire.received === "" : answer.status >= 400, wire.received);
        t.equal((await t.journal()).calls, 0);
        wire.destroy();
      }
    },
  },
];

function showServer(environ: Environ, startResponse: StartResponse): Body {
  const { scheme, serverName, serverPort, pathInfo } = environ;
  startResponse(200, PLAIN);
  return JSON.stringify([scheme, serverName, serverPort, pathInfo]);
}
