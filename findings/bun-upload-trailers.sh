#!/usr/bin/env bash
# A chunked upload that ends with a trailer field, against Bun.serve.
#
# First guess: a server that does not use trailer fields reads and drops them (RFC 9112, 7.1.2: a recipient may ignore
# them), responds once, and keeps the connection.
# Instead: the handler receives the whole body and its 200 is sent; then Bun sends a second, unrequested response,
# `400 Bad Request`, and closes. A client with a connection pool mistakes that 400 for the response to its next request.
# Observed with Bun 1.4.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --silent bun@1.4.5
cat > serve.ts <<'TS'
const server = Bun.serve({ port: 0, hostname: "127.0.0.1",
  async fetch(request) { return new Response(`got ${request.method} ${await request.text()}`); } });
await Bun.write("port", String(server.port));
TS
cat > ask.mjs <<'JS'
import { connect } from "node:net";
import { readFileSync } from "node:fs";
const port = Number(readFileSync("port", "latin1"));
const head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n";
// Sends an upload, waits for its response, then sends nothing more. Returns the data until the connection ends, or for 2 seconds.
const answersTo = (upload) => new Promise((resolve) => {
  let got = "";
  const socket = connect(port, "127.0.0.1", () => socket.write(upload));
  socket.setTimeout(2_000, () => socket.destroy());
  socket.on("data", (data) => (got += data));
  socket.on("close", () => resolve(got.match(/HTTP\/1\.1 \d+/g) ?? []));
});
const plain = await answersTo(`${head}\r\n5\r\nhello\r\n0\r\n\r\n`);
const trailed = await answersTo(`${head}Trailer: X-Check\r\n\r\n5\r\nhello\r\n0\r\nX-Check: abc\r\n\r\n`);
console.log(`without trailer fields: ${plain.join(", ")}`);
console.log(`with a trailer field:   ${trailed.join(", ")}`);
process.exitCode = plain.join() === "HTTP/1.1 200" && trailed.join() === "HTTP/1.1 200,HTTP/1.1 400" ? 0 : 1;
JS
# The binary itself, so that the trap ends it and not a script around it.
bun=node_modules/bun/bin/bun.exe
"$bun" --version
"$bun" run serve.ts &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
node ask.mjs
