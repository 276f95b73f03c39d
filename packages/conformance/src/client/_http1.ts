import type { Answer, Fields } from "../case.ts";
import { valuesOf } from "./_bytes.ts";
import type { SocketReader } from "./_socket-reader.ts";

/** The head of a response, and the heads with status 1xx before it. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Fields;
  readonly interim: Answer["interim"];
  readonly framing: Answer["framing"];
}

/** Reads one HTTP/1 response head (RFC 9112, 4) strictly: lines end with CRLF, nothing is folded. */
export async function readHead(reader: SocketReader, method: string): Promise<ResponseHead> {
  const interim: { status: number; headers: Fields }[] = [];
  for (;;) {
    const text = await reader.before("\r\n\r\n");
    if (text === undefined) {
      throw new Error(`the connection ended before a response; received: ${reader.received.slice(-500)}`);
    }
    const [first, ...lines] = text.split("\r\n");
    const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first!)?.[1]);
    if (Number.isNaN(status)) throw new Error(`invalid status line: ${JSON.stringify(first)}`);
    const headers = lines.map(fieldOf);
    if (status >= 200) return { status, headers, interim, framing: framingOf(method, status, headers) };
    interim.push({ status, headers });
  }
}

/** Reads the body piece by piece. Returns the trailers at the end, or undefined if the connection broke before. */
export async function* readBody(
  reader: SocketReader,
  { framing, headers }: ResponseHead,
): AsyncGenerator<Buffer, Fields | undefined> {
  if (framing === "none") return [];
  if (framing === "chunked") return yield* readChunks(reader);
  let left = framing === "length" ? Number(valuesOf(headers, "content-length")[0]) : Infinity;
  while (left > 0) {
    const piece = await reader.some(left);
    if (piece.length === 0) return framing === "close" ? [] : undefined;
    left -= piece.length;
    yield piece;
  }
  return [];
}

async function* readChunks(reader: SocketReader): AsyncGenerator<Buffer, Fields | undefined> {
  for (;;) {
    const size = await reader.before("\r\n");
    if (size === undefined) return undefined;
    if (!/^[0-9a-f]+$/i.test(size)) throw new Error(`invalid chunk size: ${JSON.stringify(size)}`);
    let left = Number.parseInt(size, 16);
    if (left === 0) return readTrailers(reader);
    while (left > 0) {
      const piece = await reader.some(left);
      if (piece.length === 0) return undefined;
      left -= piece.length;
      yield piece;
    }
    if ((await reader.before("\r\n")) !== "") return undefined;
  }
}

async function readTrailers(reader: SocketReader): Promise<Fields | undefined> {
  const trailers: (readonly [string, string])[] = [];
  for (;;) {
    const line = await reader.before("\r\n");
    if (line === undefined) return undefined;
    if (line === "") return trailers;
    trailers.push(fieldOf(line));
  }
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;

function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon));
  if (!TOKEN.test(name)) throw new Error(`invalid header line: ${JSON.stringify(line)}`);
  let end = line.length;
  while (end > colon + 1 && (line[end - 1] === " " || line[end - 1] === "\t")) end--;
  return [name, line.slice(colon + 1, end).replace(/^[ \t]+/, "")];
}

/** RFC 9112, 6.3. */
function framingOf(method: string, status: number, headers: Fields): Answer["framing"] {
  if (method === "HEAD" || status === 204 || status === 304) return "none";
  const encodings = valuesOf(headers, "transfer-encoding");
  const lengths = valuesOf(headers, "content-length");
  if (encodings.length + lengths.length > 1) throw new Error("the response has more than one framing");
  if (encodings.length === 1) return "chunked";
  return lengths.length === 1 ? "length" : "close";
}
