/** Sends one request to a server, exactly as written, and returns the response unchanged. */
import { request } from "node:http";

export interface Ask {
  readonly method: string;
  /** Path and query as they go out. */
  readonly path: string;
  /** Pairs of name and value. Host comes by itself, unless it is among them. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

export interface Answer {
  readonly status: number;
  /** Values in their order, by name in lower case. */
  readonly headers: Record<string, string[]>;
  readonly body: Buffer;
}

/** The Host that both servers are asked for, so that URLs in their answers are the same. */
export const HOST = "httpbin.test";

/** Sends the request to a port of this machine. */
export function exchange(port: number, { method, path, headers = [], body }: Ask): Promise<Answer> {
  const hasHost = headers.some(([name]) => name === "Host");
  const fields = [...(hasHost ? [] : [["Host", HOST]]), ...headers].flat();
  if (body !== undefined && !fields.some((field) => /^transfer-encoding$/i.test(field))) {
    fields.push("Content-Length", String(Buffer.byteLength(body)));
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port,
      host: "127.0.0.1",
      method,
      path,
      headers: fields as never,
      agent: false,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          headers: grouped(response.rawHeaders),
          body: Buffer.concat(parts),
        }),
      );
    });
    outgoing.end(body);
  });
}

function grouped(fields: readonly string[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (let i = 0; i < fields.length; i += 2) (groups[fields[i]!.toLowerCase()] ??= []).push(fields[i + 1]!);
  return groups;
}
