import { request as send, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { EventName } from "../scenarios/_events-of-lambda.ts";
import type { Answer, Scenario } from "../scenarios/scenario.ts";

/** Milliseconds until a contestant counts as one that does not answer. */
export const PATIENCE = 300_000;

/** @throws where a server's answer is not the scenario's, and tells what differs */
export async function assertAnswer(url: string, { request, answer }: Scenario): Promise<void> {
  const { method, path, headers, body } = request;
  const outgoing = send(new URL(path, url), { method, headers, agent: false });
  outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error("does not answer")));
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const { "content-type": type = "", "content-length": length } = response.headers;
  assertEqual("status", response.statusCode, answer.status);
  assertEqual("content-type", normalised(type), normalised(answer.type));
  if (answer.isStreamed !== "either") {
    const size = String(Buffer.byteLength(answer.body as string));
    assertEqual("content-length", length, answer.isStreamed ? undefined : size);
  }
  assertBody(decoded(await buffer(response), response.headers["content-encoding"]), answer);
}

/** What Lambda takes for an answer; lists of values are for a REST API alone. */
interface LambdaResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>>;
  readonly body?: string;
  readonly isBase64Encoded?: unknown;
}

/** @throws where the result of a Lambda function is not the scenario's answer, and tells what differs */
export function assertResult(event: EventName, result: unknown, answer: Answer): void {
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = (result ?? {}) as LambdaResult;
  const lists = event === "v1" ? Object.entries(multiValueHeaders ?? {}) : [];
  const fields = [
    ...Object.entries(headers ?? {}),
    ...lists.map(([name, [value]]) => [name, value] as const),
  ];
  const type = fields.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  assertEqual("status", statusCode, answer.status);
  assertEqual("content-type", normalised(String(type)), normalised(answer.type));
  assertBody(Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"), answer);
}

/** What is wrong is the answer, and not that there is none. */
export class WrongAnswer extends Error {}

function assertBody(seen: Buffer, answer: Answer): void {
  const expected = Buffer.from(answer.body as string);
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
  if (seen !== expected)
    throw new WrongAnswer(`answers with ${what} ${seen}, where the others have ${expected}`);
}

function normalised(type: string): string {
  return type.toLowerCase().replaceAll(" ", "");
}

function excerpt(bytes: Buffer): string {
  return `of ${bytes.length} bytes, ${JSON.stringify(bytes.toString("latin1", 0, 60))}`;
}
