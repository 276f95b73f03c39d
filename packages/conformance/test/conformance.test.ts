import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mount } from "@tsgi/core";
import { serve, type ServeOptions } from "@tsgi/node";
import { afterAll } from "vitest";
import { conformance, startProgram, type RunningHost, type StartHost } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "tsgi-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [key, cert] = certificate();
const ownProcess = { cannotRun: "it runs in the process of this test" };
/** Node 20 delivers it; later versions do not report whether it is complete. */
const dropped = {
  "case:input-whole-after-leaving":
    "node:http2 drops the received data of a stream that the client has reset",
};
const http1 = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  halfClose: "node:http ends a connection after its client has ended its side",
};

conformance("node over http", start({}), { lacks: { ...http1, ownProcess } });
conformance("node over https", start({ tls: { key, cert } }, cert), { lacks: { ...http1, ownProcess } });
conformance("node, mounted at a prefix", start({}, undefined, "/mounted/h%C3%A9re"), {
  lacks: { ...http1, ownProcess, asteriskTarget: "`*` cannot be below a prefix" },
});
conformance("node over a Unix socket", start({ path: join(folder, "socket") }), {
  lacks: { ...http1, ownProcess, remoteAddress: "a Unix socket has no address" },
});
conformance("node over http2", start({ http2: true }), {
  http2: true,
  lacks: { ...dropped, ownProcess },
});
conformance("node over http2 and tls", start({ http2: true, tls: { key, cert } }, cert), {
  http2: true,
  lacks: { ...dropped, ownProcess },
});

const program = join(import.meta.dirname, "_own-process.ts");
conformance(
  "node in a separate process",
  () => startProgram(process.execPath, [...process.execArgv, program]),
  { lacks: http1 },
);

/** Starts the host on a free port or path, with a readable log, and the application at its root or at a prefix. */
function start(options: ServeOptions, ca?: string, prefix = ""): StartHost {
  return async (suite): Promise<RunningHost> => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => {} };
    const app = prefix === "" ? suite : mount({ [prefix]: suite });
    const server = await serve(app, { port: 0, signals: false, shutdownTimeout: 0, log: errors, ...options });
    return { url: server.url.replace(/\/$/, prefix), ca, close: () => server.close(), log: () => log };
  };
}

/** Key and self-signed certificate for this run only. */
function certificate(): [key: string, cert: string] {
  const files = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", ["req", ...kind, ...names, "-keyout", files[0], "-out", files[1]], {
    stdio: "ignore",
  });
  return [readFileSync(files[0], "utf8"), readFileSync(files[1], "utf8")];
}
