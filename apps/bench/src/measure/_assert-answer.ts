import { request as send, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Scenario } from "../scenarios/scenario.ts";

/** Milliseconds until a contestant counts as one that does not answer. */
export const PATIENCE = 20_000;

/** @throws where a server's answer is not the scenario's, and tells what differs */
export async function assertAnswer(url: string, { request, answer }: Scenario): Promise<void> {
  const { method, path, headers, body } = request;
  const outgoing = send(new URL(path, url), { method, headers, agent: false });
  outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error("does not answer")));
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const { "content-type": type = "", "content-length": length } = response.headers;
  const expected = Buffer.from(answer.body as string);
  assertEqual("status", response.statusCode, answer.status);
  assertEqual("content-type", normalised(type), normalised(answer.type));
  if (answer.isStreamed !== "either") {
    assertEqual("content-length", length, answer.isStreamed ? undefined : String(expected.length));
  }
  const seen = decoded(await buffer(response), response.headers["content-encoding"]);
  if (!seen.equals(expected)) assertEqual("body", excerpt(seen), excerpt(expected));
}

/** What a client sees; where everyone may compress as they like. */
function decoded(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === "gzip") return gunzipSync(bytes);
  if (coding === "br") return brotliDecompressSync(bytes);
  if (coding === "zstd") return zstdDecompressSync(bytes);
  return bytes;
}

function assertEqual(what: string, seen: unknown, expected: unknown): void {
  if (seen !== expected) throw new Error(`answers with ${what} ${seen}, where the others have ${expected}`);
}

function normalised(type: string): string {
  return type.toLowerCase().replaceAll(" ", "");
}

function excerpt(bytes: Buffer): string {
  return `of ${bytes.length} bytes, ${JSON.stringify(bytes.toString("latin1", 0, 60))}`;
}
