import { request as send } from "node:http";
import type { Recorded } from "./_express-requests.ts";

/** The response that a client got, without what depends on the connection or the clock. */
export interface SeenAnswer {
  readonly status: number;
  /** In lower case, by name and then in their order. */
  readonly headers: readonly string[];
  /** In hexadecimal if it is not text. */
  readonly body: string;
}

const OF_THE_CONNECTION = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

/** Sends a request on a connection of its own. */
export function answerOf(base: string, { method, path, headers, body }: Recorded): Promise<SeenAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = send({
      hostname,
      port,
      method,
      path,
      agent: false,
      headers: { host: "app.example", ...headers },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, rawHeaders } = response;
        resolve({ status, headers: fieldsOf(rawHeaders), body: textOf(Buffer.concat(chunks)) });
      });
    });
    outgoing.end(body);
  });
}

function fieldsOf(raw: readonly string[]): string[] {
  const fields: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!OF_THE_CONNECTION.has(name)) fields.push(`${name}: ${withoutClock(raw[i + 1]!)}`);
  }
  return fields.toSorted((a, b) => (a.split(":", 1)[0]! < b.split(":", 1)[0]! ? -1 : 1));
}

/** A cookie that has a Max-Age expires so long after now, and the two are not asked in the same second. */
function withoutClock(value: string): string {
  return value.replace(/(Max-Age=\d+;.*\bExpires=)[^;]+/, "$1then");
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : bytes.toString("hex");
}
