#!/usr/bin/env bash
# Closing the async iterator of a Node stream before its first chunk was requested.
#
# First guess: `stream[Symbol.asyncIterator]().return()` destroys the stream, as the documentation of streams says of
# leaving a `for await` loop, so a file is closed whether or not reading has begun.
# Instead: the iterator is an async generator, and `return()` on one that was never stepped runs none of its code. The
# promise resolves, the stream is not destroyed, and its file descriptor stays open. After one `next()` it is destroyed.
# Observed with Node.js 20.20.2, 22.23.3, 24.21.0 and 26.10.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > close.mjs <<'JS'
import { createReadStream } from "node:fs";
import { once } from "node:events";
const closed = async (steps) => {
  const stream = createReadStream("close.mjs");
  await once(stream, "open");
  const iterator = stream[Symbol.asyncIterator]();
  for (let i = 0; i < steps; i++) await iterator.next();
  await iterator.return();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { destroyed } = stream;
  stream.destroy();
  return destroyed;
};
const [unstepped, stepped] = [await closed(0), await closed(1)];
console.log(`Node ${process.versions.node}: destroyed after return(): unstepped ${unstepped}, after one chunk ${stepped}`);
process.exitCode = !unstepped && stepped ? 0 : 1;
JS
for version in 20.20.2 22.23.3 24.21.0 26.10.0; do
  npm install --no-audit --no-fund --silent "node@$version"
  node_modules/node/bin/node close.mjs
done
