import { builtin } from "../shared/builtin.ts";
import type { Coder, Encoding } from "./coder.ts";
import { webCoder } from "./web-coder.ts";
import { zlibCoder, type Zlib } from "./zlib-coder.ts";

/** Returns the coder of the platform, detected on first use: its zlib, or CompressionStream. */
export function coderOf(encoding: Encoding, level: number | undefined): Coder | undefined {
  const zlib = builtin<Zlib>("node:zlib");
  return (zlib && zlibCoder(zlib, encoding, level)) ?? webCoder(encoding);
}
