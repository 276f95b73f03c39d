/** The hashes of HTTP digest authentication (RFC 7616), in hexadecimal. */
import { md5 } from "./md5.ts";
import { Fault } from "./reply.ts";

export type Algorithm = "MD5" | "SHA-256" | "SHA-512";

/** The algorithm of that name; MD5 for any other. */
export function algorithmOf(name: string | undefined): Algorithm {
  return name === "SHA-256" || name === "SHA-512" ? name : "MD5";
}

/** Hashes text as UTF-8, or bytes. */
export async function hash(data: string | Uint8Array<ArrayBuffer>, algorithm: Algorithm): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest =
    algorithm === "MD5" ? md5(bytes) : new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Input of the digest's response besides the header's parameters. */
export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  readonly body: Uint8Array;
  readonly password: string;
}

/** Computes what `response` must be (RFC 7616, 3.4.1). @throws Fault when `qop` is neither auth nor auth-int */
export async function digestResponse(
  parameters: ReadonlyMap<string, string>,
  { method, uri, body, password }: DigestRequest,
): Promise<string> {
  const algorithm = algorithmOf(parameters.get("algorithm"));
  const join = (...parts: (string | undefined)[]): Promise<string> => hash(parts.join(":"), algorithm);
  const [user, realm, nonce, qop] = ["username", "realm", "nonce", "qop"].map((name) => parameters.get(name));
  if (qop !== undefined && qop !== "auth" && qop !== "auth-int") throw new Fault("unknown qop");
  const ha1 = await join(user, realm, password);
  const bodyHash = qop === "auth-int" ? [await hash(new Uint8Array(body), algorithm)] : [];
  const ha2 = await join(method, uri, ...bodyHash);
  if (qop === undefined) return join(ha1, nonce, ha2);
  return join(ha1, nonce, parameters.get("nc"), parameters.get("cnonce"), qop, ha2);
}
