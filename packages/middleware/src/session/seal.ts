import { encoder } from "../response/body.ts";
import { fromBase64Url, randomBytes, toBase64Url } from "../shared/base64url.ts";

const IV = 12;
/** Size of the authentication tag of AES-GCM in bytes. */
const TAG = 16;

/**
 * Encrypts and authenticates texts with AES-256-GCM (NIST SP 800-38D): with the first of its secrets; decrypts with any.
 */
export class Sealer {
  readonly #secrets: readonly string[];
  /** Keys, not promises of them: on some platforms a request must not wait for a promise of another one. */
  readonly #keys = new Map<string, CryptoKey>();

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /** @param purpose is bound to the text: a text that was sealed for another purpose does not open */
  async seal(text: string, purpose: string): Promise<string> {
    const iv = randomBytes(IV);
    const algorithm = {
      name: "AES-GCM",
      iv,
      additionalData: encoder.encode(purpose) as Uint8Array<ArrayBuffer>,
    };
    const key = await this.#keyOf(this.#secrets[0]!);
    const sealed = await crypto.subtle.encrypt(
      algorithm,
      key,
      encoder.encode(text) as Uint8Array<ArrayBuffer>,
    );
    const bytes = new Uint8Array(IV + sealed.byteLength);
    bytes.set(iv);
    bytes.set(new Uint8Array(sealed), IV);
    return toBase64Url(bytes);
  }

  /** Returns undefined for a text that none of the secrets sealed; never rejects. */
  async open(sealed: string, purpose: string): Promise<string | undefined> {
    const bytes = fromBase64Url(sealed);
    if (bytes === undefined || bytes.length < IV + TAG) return undefined;
    const additionalData = encoder.encode(purpose) as Uint8Array<ArrayBuffer>;
    const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, IV), additionalData };
    for (const secret of this.#secrets) {
      try {
        const key = await this.#keyOf(secret);
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(IV)));
      } catch {
        // Sealed with another secret, or forged.
      }
    }
    return undefined;
  }

  async #keyOf(secret: string): Promise<CryptoKey> {
    const known = this.#keys.get(secret);
    if (known !== undefined) return known;
    const material = encoder.encode(secret) as Uint8Array<ArrayBuffer>;
    const base = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveKey"]);
    const info = encoder.encode("tsgi session 1") as Uint8Array<ArrayBuffer>;
    const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    const key = await crypto.subtle.deriveKey(derivation, base, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    this.#keys.set(secret, key);
    return key;
  }
}
