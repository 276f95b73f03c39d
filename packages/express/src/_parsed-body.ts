import { TsgiError, type Input } from "@tsgi/core";
import { TSGI_BODY_PARSED } from "@tsgi/core/errors";
import { BaseInput, MemoryInput, isBytes, show } from "@tsgi/core/server";
import { withLength } from "@tsgi/node/adapter";
import { serialiseBody } from "./_serialise-body.ts";
import type { ExpressRequest } from "./_types.ts";

/** A request body that was read before the application was called, and the header fields that describe it. */
export interface ParsedBody {
  readonly input: Input;
  readonly fields: readonly string[];
}

/**
 * Returns the body as an input if something has read it; undefined if the request stream is unread.
 *
 * @param fields of the request, as received
 */
export function parsedBodyOf(request: ExpressRequest, fields: readonly string[]): ParsedBody | undefined {
  if (!request.readableDidRead && !request.readableEnded) return undefined;
  const bytes = bytesOf(request);
  if (bytes === undefined)
    return { input: new LostInput(String(request.headers["content-type"] ?? "")), fields };
  return { input: new MemoryInput(bytes), fields: withLength(fields, bytes.length) };
}

function bytesOf(request: ExpressRequest): Uint8Array | undefined {
  const { rawBody, body, headers } = request;
  if (isBytes(rawBody)) return rawBody;
  const length = headers["content-length"];
  const isEncoded = (headers["content-encoding"] ?? "identity") !== "identity";
  const hasBody = headers["transfer-encoding"] !== undefined || (length ?? "0") !== "0";
  if (!hasBody) return new Uint8Array(0);
  const declared = length === undefined || isEncoded ? undefined : Number(length);
  return serialiseBody(body, String(headers["content-type"] ?? ""), declared);
}

/** A body whose bytes are lost: reading it is an error. */
class LostInput extends BaseInput {
  readonly #error: TsgiError;

  constructor(contentType: string) {
    super();
    // A multipart boundary is the client's text and of no use in a message.
    this.#error = new TsgiError(TSGI_BODY_PARSED, show(contentType.split(";", 1)[0]));
  }

  protected override collect(): Promise<Uint8Array> {
    return Promise.reject(this.#error);
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    return { next: () => Promise.reject(this.#error) };
  }
}
