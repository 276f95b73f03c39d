import { builtin } from "../shared/builtin.ts";
import type { Coder, Encoding } from "./coder.ts";
import { webCoder } from "./web-coder.ts";
import { zlibCoder, type Zlib } from "./zlib-coder.ts";

/** What the platform can, found out when first asked for: its zlib, or CompressionStream. */
export function coderOf(encoding: Encoding, level: number | undefined): Coder | undefined {
  const zlib = builtin<Zlib>("node:zlib");
  return (zlib && zlibCoder(zlib, encoding, level)) ?? webCoder(encoding);
}
