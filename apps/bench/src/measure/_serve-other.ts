/**
 * Runs a contestant's server on Bun or Deno. Prints its URL, and on request that of its control, which loads node:http,
 * a foreign module there.
 */
import { argv } from "node:process";

const [, , module, control] = argv;
const { default: url } = (await import(module!)) as { default: string };
const urls = control === "control" ? [url, await (await import("./_control.ts")).startControl()] : [url];

console.log(urls.join(" "));
