import { createKey, Environ, requestUrl } from "@tsgi/core";
import { record } from "../_journal.ts";
import { PLAIN, thrownBy } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Read when this module is loaded, before any request. */
const globals = { Request: globalThis.Request, Response: globalThis.Response, Headers: globalThis.Headers };

/** Cases for the fields of environ that describe server and connection. */
export const environCases: readonly Case[] = [
  {
    id: "environ-class",
    title:
      "environ is core's own class: no Proxy, not frozen, and nothing assigned to it outlives the request",
    proves: ["S04"],
    app(environ, startResponse) {
      record(environ, "prototype", Environ.prototype.isPrototypeOf(environ));
      record(environ, "frozen", Object.isFrozen(environ) || !Object.isExtensible(environ));
      // A Proxy has no private fields: the getter would throw.
      record(environ, "seen", [environ.method, environ.pathInfo, environ.serverPort > 0]);
      environ.method = "ASSIGNED";
      environ.pathInfo = "/assigned";
      environ.queryString = "assigned";
      startResponse(200, PLAIN);
      return `${environ.method} ${environ.pathInfo}?${environ.queryString}`;
    },
    async check(t) {
      for (let i = 0; i < 2; i++) t.equal((await t.request("/own")).text, "ASSIGNED /assigned?assigned");
      t.deepEqual(await t.recorded("prototype"), [true, true]);
      t.deepEqual(await t.recorded("frozen"), [false, false]);
      t.deepEqual(await t.recorded("seen"), [
        ["GET", "/own", true],
        ["GET", "/own", true],
      ]);
    },
  },
  {
    id: "environ-server",
    title: "server name and port, the client's protocol and the scheme are known",
    proves: ["S10", "S11", "S14", "S20", "P5", "P11", "P15"],
    app(environ, startResponse) {
      const { serverName, serverPort, protocol, scheme } = environ;
      startResponse(200, PLAIN);
      return JSON.stringify({ serverName, serverPort, protocol, scheme });
    },
    async check(t) {
      const seen = JSON.parse((await t.request("/")).text) as Record<string, unknown>;
      t.match(String(seen["serverName"]), /^[^\s/]+$/);
      t.ok(
        Number.isInteger(seen["serverPort"]) &&
          Number(seen["serverPort"]) > 0 &&
          Number(seen["serverPort"]) < 65_536,
      );
      t.match(String(seen["protocol"]), t.http2 ? /^HTTP\/2(\.0)?$/ : /^HTTP\/1\.1$/);
      t.equal(seen["scheme"], t.scheme);
    },
  },
  {
    id: "environ-server-info",
    title: "the server's constants are one frozen object, the same for every request",
    proves: ["S19", "S26", "S27"],
    app(environ, startResponse) {
      const { server } = environ;
      startResponse(200, PLAIN);
      return JSON.stringify([server, Object.isFrozen(server), server === environ.derive().server]);
    },
    async check(t) {
      const first = (await t.request("/")).text;
      t.equal((await t.request("/")).text, first);
      const [server, frozen, same] = JSON.parse(first) as [Record<string, unknown>, boolean, boolean];
      t.deepEqual([frozen, same], [true, true]);
      t.deepEqual(server["interfaceVersion"], [1, 0]);
      t.match(String(server["name"]), /^[a-z][a-z0-9-]*$/);
      t.equal(typeof server["version"], "string");
      t.equal(typeof server["multiprocess"], "boolean");
      t.equal(typeof server["runOnce"], "boolean");
      t.ok(Array.isArray(server["capabilities"]));
    },
  },
  {
    id: "environ-capabilities",
    title: "the server names exactly those capabilities that environ has",
    proves: ["F01", "X01"],
    app(environ, startResponse) {
      const known = ["earlyHints", "fileBody", "trailers", "upgrade"] as const;
      const present = known.filter(
        (name) => typeof (environ as unknown as Record<string, unknown>)[name] === "function",
      );
      startResponse(200, PLAIN);
      return JSON.stringify([present, known.filter((name) => environ.server.capabilities.includes(name))]);
    },
    async check(t) {
      const [present, named] = JSON.parse((await t.request("/")).text) as [string[], string[]];
      t.deepEqual(present, named);
    },
  },
  {
    id: "environ-remote",
    title: "address and port of the peer are the socket's own",
    proves: ["S13"],
    needs: ["remoteAddress", "rawSocket"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return `${environ.remoteAddress} ${environ.remotePort}`;
    },
    async check(t) {
      const wire = await t.connect();
      const { text } = await t.request("/", { on: wire });
      const [address, port] = text.split(" ");
      t.match(address, /^(127\.0\.0\.1|::1)$/);
      t.equal(port, String(wire.localPort));
    },
  },
  {
    id: "environ-remote-unknown",
    title: "a client's forwarding headers change neither scheme nor address",
    proves: ["U22", "S13", "S16"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return JSON.stringify([
        environ.scheme,
        environ.remoteAddress,
        environ.serverName,
        typeof environ.remotePort,
      ]);
    },
    async check(t) {
      const headers = [
        ["x-forwarded-proto", t.scheme === "https" ? "http" : "https"],
        ["x-forwarded-for", "192.0.2.1"],
        ["x-forwarded-host", "forged.example"],
        ["forwarded", "for=192.0.2.1;proto=ftp;host=forged.example"],
      ] as const;
      const forged = JSON.parse((await t.request("/", { headers })).text) as unknown[];
      const plain = JSON.parse((await t.request("/")).text) as unknown[];
      t.deepEqual(forged, plain);
      t.equal(forged[0], t.scheme);
      t.ok(forged[1] !== "192.0.2.1");
      t.equal(forged[3], "number");
    },
  },
  {
    id: "environ-url",
    title: "requestUrl rebuilds the URL as sent by the client",
    proves: ["S72"],
    needs: ["encodedPath", "rawQuery"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return requestUrl(environ);
    },
    async check(t) {
      for (const path of ["/", "/a%2Fb/c?q=1&q=%20", "/%E3%81%82?x"]) {
        t.equal((await t.request(path)).text, `${t.scheme}://${t.authority}${t.prefix}${path}`);
      }
    },
  },
  {
    id: "environ-value-null",
    title: "any value can be set and read; one that was not set is undefined",
    proves: ["S28"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const seen = [null, undefined, 0, "", false].map((value, i) => {
        const key = createKey<unknown>(`conformance.value_${i}`);
        environ.set(key, value);
        return environ.get(key) === value && environ.derive().get(key) === value;
      });
      return String([...seen, environ.get(createKey("conformance.unset")) === undefined]);
    },
    async check(t) {
      t.equal((await t.request("/")).text, "true,true,true,true,true,true");
    },
  },
  {
    id: "environ-globals",
    title: "the host changes no global of the platform",
    proves: ["U21"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      const { Request, Response, Headers } = globalThis;
      const isSame =
        Request === globals.Request && Response === globals.Response && Headers === globals.Headers;
      return String(isSame && thrownBy(() => new Response("x", { status: 299 })) === undefined);
    },
    async check(t) {
      t.equal((await t.request("/")).text, "true");
    },
  },
];
