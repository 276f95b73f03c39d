import type * as Http from "node:http";

let ofNode: typeof Http | undefined;

/**
 * Node's own module, taken when first needed and without an import: one reads all that the module exports, and makes Node
 * load undici, HTTP/2 and its cryptography, five times what an HTTP server takes to load.
 */
export function http(): typeof Http {
  return (ofNode ??= process.getBuiltinModule("node:http"));
}
