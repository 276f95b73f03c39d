import { request as send, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { EventName } from "../scenarios/_events-of-lambda.ts";
import type { Answer, Scenario } from "../scenarios/scenario.ts";

/** Milliseconds after which a contestant counts as not responding. */
export const PATIENCE = 300_000;

/** @throws if a server's response differs from the scenario's, naming the difference */
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

/** A result that Lambda accepts; only a REST API has lists of values. */
interface LambdaResult {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>>;
  readonly body?: string;
  readonly isBase64Encoded?: unknown;
}

/** @throws if the result of a Lambda function differs from the scenario's response, naming the difference */
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

/** A wrong response, as opposed to none. */
export class WrongAnswer extends Error {}

function assertBody(seen: Buffer, answer: Answer): void {
  const expected = Buffer.from(answer.body as string);
  if (!seen.equals(expected)) assertEqual("body", excerpt(seen), excerpt(expected));
}

/** Returns the body that a client sees: contestants may compress it. */
function decoded(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === "gzip") return gunzipSync(bytes);
  if (coding === "br") return brotliDecompressSync(bytes);
  if (coding === "zstd") return zstdDecompressSync(bytes);
  return bytes;
}

function assertEqual(what: string, seen: unknown, expected: unknown): void {
  if (seen !== expected)
    throw new WrongAnswer(`answers with ${what} ${seen}, but the others have ${expected}`);
}

function normalised(type: string): string {
  return type.toLowerCase().replaceAll(" ", "");
}

function excerpt(bytes: Buffer): string {
  return `of ${bytes.length} bytes, ${JSON.stringify(bytes.toString("latin1", 0, 60))}`;
}
