/**
 * Runs a contestant's server on Bun or Deno. Prints its URL, and that of its control where it is asked for: that loads
 * node:http, which is not theirs.
 */
import { argv } from "node:process";

const [, , module, control] = argv;
const { default: url } = (await import(module!)) as { default: string };
const urls = control === "control" ? [url, await (await import("./_control.ts")).startControl()] : [url];

console.log(urls.join(" "));
