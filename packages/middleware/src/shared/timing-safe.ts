import { encoder } from "../response/body.ts";

/** Compares secrets in a time that depends only on the length of the text sent, not on where it differs. */
export function timingSafeEqual(sent: string, secret: string): boolean {
  const a = encoder.encode(sent);
  const b = encoder.encode(secret);
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b.length === 0 ? 0 : b[i % b.length]!);
  return difference === 0;
}
