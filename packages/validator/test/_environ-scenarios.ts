import type { Environ } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";
import { calling, passing, type Pair, type Scenario } from "./_support.ts";

const INFO = createEnviron().server;

function info(fields: object): Scenario {
  return { server: passing({ server: Object.freeze({ ...INFO, ...fields }) }) };
}

function headers(...fields: unknown[]): Scenario {
  return { server: calling(createEnviron().derive({ headers: fields as string[] }), () => {}) };
}

/** Scenarios for each rule of an environ. */
export const environScenarios: Readonly<Record<string, Pair>> = {
  "environ-open": {
    breaks: { server: calling(Object.freeze(createEnviron()), () => {}) },
    keeps: { server: calling(createEnviron(), () => {}) },
  },
  "environ-method": {
    breaks: { server: passing({ method: "GE T" }) },
    keeps: { server: passing({ method: "pAtCh" }) },
  },
  "environ-script-name": {
    breaks: { server: passing({ scriptName: "/app/" }) },
    keeps: { server: passing({ scriptName: "/app" }) },
  },
  "environ-path-info": {
    breaks: { server: passing({ pathInfo: "*" }) },
    keeps: { server: passing({ pathInfo: "*", method: "OPTIONS" }) },
  },
  "environ-path-encoded": {
    breaks: { server: passing({ pathInfo: "/a b" }) },
    keeps: { server: passing({ pathInfo: "/a%20b%3F" }) },
  },
  "environ-query-string": {
    breaks: { server: passing({ queryString: "a b" }) },
    keeps: { server: passing({ queryString: "?b=%20" }) },
  },
  "environ-target": {
    breaks: { server: passing({ target: "" }) },
    keeps: { server: passing({ target: "http://host/" }) },
  },
  "environ-protocol": {
    breaks: { server: passing({ protocol: "1.1" }) },
    keeps: { server: passing({ protocol: "HTTP/2" }) },
  },
  "environ-scheme": {
    breaks: { server: passing({ scheme: "wss" }) },
    keeps: { server: passing({ scheme: "https" }) },
  },
  "environ-server-name": {
    breaks: { server: passing({ serverName: "" }) },
    keeps: { server: passing({ serverName: "::1" }) },
  },
  "environ-server-port": {
    breaks: { server: passing({ serverPort: 0 }) },
    keeps: { server: passing({ serverPort: 65_535 }) },
  },
  "environ-remote-address": {
    breaks: { server: passing({ remoteAddress: undefined }) },
    keeps: { server: passing({ remoteAddress: "" }) },
  },
  "environ-remote-port": {
    breaks: { server: passing({ remotePort: "80" }) },
    keeps: { server: passing({ remotePort: 0 }) },
  },
  "environ-input": {
    breaks: { server: calling(withoutInput(createEnviron()), () => {}) },
    keeps: { server: calling(createEnviron({ method: "POST" }), () => {}) },
  },
  "environ-errors": {
    breaks: { server: passing({ errors: { write: () => {} } }) },
    keeps: { server: passing({ errors: { write: () => {}, flush: () => {} } }) },
  },
  "environ-methods": {
    breaks: { server: passing({ waitUntil: undefined }) },
    keeps: { server: passing({ waitUntil: () => {} }) },
  },
  "request-headers-flat": { breaks: headers(["host", "a"]), keeps: headers("host", "a") },
  "request-header-name": { breaks: headers(":authority", "a"), keeps: headers("X_!~", "a") },
  "request-header-value": { breaks: headers("x", "\u0100"), keeps: headers("x", "\u00ff\t") },
  "request-header-lookup": {
    breaks: { server: passing({ header: (name: string) => (name === "HOST" ? "another" : undefined) }) },
    keeps: headers("cookie", "a=1", "Cookie", "b=2", "x", "", "x", "y"),
  },
  "request-host": { breaks: headers("host", "user@a"), keeps: headers("host", "[::1]:8080") },
  "request-single-fields": {
    breaks: headers("host", "a", "Host", "a"),
    keeps: headers("host", "a", "x", "a"),
  },
  "request-framing": {
    breaks: headers("content-length", "1", "Transfer-Encoding", "chunked"),
    keeps: headers("Transfer-Encoding", "chunked"),
  },
  "request-content-type": {
    breaks: { server: passing({ contentType: "text/plain" }) },
    keeps: headers("Content-Type", "text/plain"),
  },
  "request-content-length": {
    breaks: { server: passing({ contentLength: 7 }) },
    keeps: headers("content-length", "7"),
  },
  "server-frozen": { breaks: { server: passing({ server: { ...INFO } }) }, keeps: info({}) },
  "server-name": { breaks: info({ name: "" }), keeps: info({ name: "mine" }) },
  "server-interface-version": {
    breaks: info({ interfaceVersion: [1, 1] }),
    keeps: info({ interfaceVersion: [1, 0] }),
  },
  "server-flags": {
    breaks: info({ runOnce: undefined }),
    keeps: info({ multiprocess: true, runOnce: true }),
  },
  "server-capabilities": {
    breaks: info({ capabilities: ["fileBody"] }),
    keeps: {
      server: passing({ server: Object.freeze({ ...INFO, capabilities: ["fileBody"] }), fileBody: () => {} }),
    },
  },
};

/** Hides `input`: every instance of the class has one, so only a wrapper can remove it. */
function withoutInput(environ: Environ): Environ {
  return new Proxy(environ, {
    has: (target, name) => name !== "input" && name in target,
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
