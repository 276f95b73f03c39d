/** The option `verify` of express.json, express.urlencoded, express.text and express.raw. */
export type RawBodyVerifier = (request: object, response: unknown, bytes: Uint8Array) => void;

/**
 * Makes a body parser keep the bytes that it parses, as `request.rawBody`, so that an application mounted behind it
 * reads what the client sent: to check a signature, say. Of a body that came compressed it keeps what was compressed.
 *
 * @example
 * expressApp.use(express.json({ verify: captureRawBody() }));
 */
export function captureRawBody(): RawBodyVerifier {
  return (request, _response, bytes) => void Object.assign(request, { rawBody: bytes });
}
