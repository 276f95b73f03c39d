/** The option `verify` of express.json, express.urlencoded, express.text and express.raw. */
export type RawBodyVerifier = (request: object, response: unknown, bytes: Uint8Array) => void;

/**
 * Returns a `verify` function that makes a body parser keep the bytes as `request.rawBody`, so that an application mounted
 * behind it reads the original bytes, for example to check a signature. If the client sent the body compressed, it keeps the
 * decompressed bytes.
 *
 * @example
 * expressApp.use(express.json({ verify: captureRawBody() }));
 */
export function captureRawBody(): RawBodyVerifier {
  return (request, _response, bytes) => void Object.assign(request, { rawBody: bytes });
}
