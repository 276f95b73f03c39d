import { BYTES_TYPE, TEXT, TEXT_TYPE, WHOLE } from "../scenarios/_payload.ts";

interface Event {
  readonly rawPath?: string;
  readonly path?: string;
}

/** The shortest handler with these responses; a result of this form suits events of all kinds. */
export async function handler(event: Event): Promise<object> {
  if ((event.rawPath ?? event.path) === "/whole") {
    const body = Buffer.from(WHOLE.buffer).toString("base64");
    return { statusCode: 200, headers: { "content-type": BYTES_TYPE }, body, isBase64Encoded: true };
  }
  return { statusCode: 200, headers: { "content-type": TEXT_TYPE }, body: TEXT, isBase64Encoded: false };
}
