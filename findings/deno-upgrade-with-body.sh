#!/usr/bin/env bash
# curl --http2 -d name=value against Deno.serve over plain HTTP.
#
# First guess: a client that offers `Upgrade: h2c` with an ordinary HTTP/1.1 request, as curl does for every plain
# http:// URL with --http2, is answered over HTTP/1.1 by a server that does not upgrade (RFC 9110, 7.8: a server may ignore
# Upgrade). A GET of this kind is answered that way.
# Instead: if the same request has a body, Deno itself responds with 400 and closes the connection. The handler is not
# called, and nothing is logged: every POST of such a client fails, and every GET works.
# Observed with Deno 2.9.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --silent deno@2.9.6
cat > serve.ts <<'TS'
Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => Deno.writeTextFileSync("port", String(port)) },
  async (request) => new Response(`handler: ${request.method} ${await request.text()}`));
TS
cat > ask.mjs <<'JS'
import { connect } from "node:net";
import { readFileSync } from "node:fs";
// The heads that curl --http2 sends: with and without -d.
const offer = "Host: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
const ask = (text) => new Promise((resolve) => {
  let got = "";
  const socket = connect(Number(readFileSync("port", "latin1")), "127.0.0.1", () => socket.write(text));
  socket.on("data", (data) => { got += data; if (/handler: |content-length: 0\r\n/.test(got)) socket.end(); });
  socket.on("close", () => resolve(got));
});
const get = await ask(`GET / HTTP/1.1\r\n${offer}\r\n`);
const post = await ask(`POST / HTTP/1.1\r\n${offer}Content-Length: 10\r\n\r\nname=value`);
const plain = await ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nname=value");
const show = (answer) => `${answer.split("\r\n")[0]} | ${answer.split("\r\n\r\n")[1]}`;
console.log(`GET  with the offer:    ${show(get)}`);
console.log(`POST with the offer:    ${show(post)}`);
console.log(`POST without the offer: ${show(plain)}`);
const isAsDescribed = get.includes("handler: GET") && plain.includes("handler: POST name=value") && /^HTTP\/1\.1 400 /.test(post) && !post.includes("handler");
process.exitCode = isAsDescribed ? 0 : 1;
JS
# The binary itself, so that the trap ends it and not a script around it.
deno=$(echo node_modules/@deno/*/deno)
"$deno" --version | head -1
"$deno" run --allow-all --quiet serve.ts &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
node ask.mjs
