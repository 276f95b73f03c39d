/** The limits of time and size over each protocol. */
import { expect, test } from "vitest";
import { fixtureOn, lines } from "./_fixture-on.ts";

const start = fixtureOn("limits.mjs");
const http1 = [
  "headersTimeout, silent",
  "headersTimeout, half a head",
  "requestTimeout",
  "keepAliveTimeout",
  "maxHeaderSize",
];
const http2 = [
  "headersTimeout, without a preface",
  "headersTimeout, no request",
  "headersTimeout, half a frame",
  "keepAliveTimeout",
];
const closed = [
  ...["http", "https", "h2, http/1.1 by ALPN"].flatMap((protocol) =>
    http1.map((name) => `${protocol}: ${name}`),
  ),
  ...["h2", "h2c"].flatMap((protocol) => http2.map((name) => `${protocol}: ${name}`)),
  ...["https", "h2"].map((protocol) => `${protocol}: headersTimeout, no ClientHello`),
];

test.each(lines)("all are kept on Node %s", { timeout: 60_000 }, async (line) => {
  const { stdout, stderr } = await (await start(line)).ended;
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    ...Object.fromEntries(closed.map((name) => [name, "closed"])),
    "h2: requestTimeout": "reset with 8, TSGI_INPUT_TRUNCATED, the session stays",
    "h2c: requestTimeout": "reset with 8, TSGI_INPUT_TRUNCATED, the session stays",
    "h2: maxHeaderSize": "0 begun, 431",
    "h2c: maxHeaderSize": "0 begun, 431",
    "h2: maxConcurrentStreams": "100 begun, the next reset with 7",
    "h2c: maxConcurrentStreams": "100 begun, the next reset with 7",
  });
});
