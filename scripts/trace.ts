/**
 * `pnpm trace [--functions]`: the path of a request through the packages. Serves a small text on Node, counts with V8's precise
 * coverage the files and functions that one warm request passes, and the classes that its exchange and its transport inherit from.
 */
import { get, type IncomingMessage } from "node:http";
import { Session, type Profiler } from "node:inspector/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Application } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
import { serve } from "@tsgi/node";

const { values } = parseArgs({ options: { functions: { type: "boolean", default: false } } });
const root = new URL("..", import.meta.url);

let levels: string[][] = [];
const app: Application = (environ, startResponse) => {
  if (levels.length === 0) {
    const exchange = exchangeOf(environ);
    levels = [classesOf(exchange), classesOf(exchange.transport)];
  }
  startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
  return "Hello, TSGI world!";
};

const server = await serve(app, { port: 0, signals: false });
const session = new Session();
session.connect();
for (let i = 0; i < 3; i++) await request(server.url); // work of only the first request does not count
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
await request(server.url);
const { result } = await session.post("Profiler.takePreciseCoverage");
await server.close();

const files = result
  .filter(isOfPackages)
  .map(passed)
  .filter(({ functions }) => functions.length > 0);
for (const { path, functions } of files) {
  console.log(values.functions ? `${path}: ${functions.join(", ")}` : path);
}
const functions = files.reduce((sum, file) => sum + file.functions.length, 0);
console.log(`a small text on Node passes ${files.length} files and ${functions} functions`);
for (const classes of levels) console.log(`${classes.length} level(s): ${classes.join(" < ")}`);

function request(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, (response: IncomingMessage) => response.resume().on("end", resolve)).on("error", reject);
  });
}

function isOfPackages({ url }: Profiler.ScriptCoverage): boolean {
  return url.startsWith(new URL("packages/", root).href);
}

/** Returns the functions of a file that ran, without the application and queries about the server. */
function passed(script: Profiler.ScriptCoverage): { path: string; functions: string[] } {
  const ran = script.functions.filter(
    ({ functionName, ranges }) => functionName !== "" && ranges[0]!.count > 0,
  );
  return {
    path: relative(fileURLToPath(root), fileURLToPath(script.url)),
    functions: ran.map(({ functionName }) => functionName),
  };
}

/** Returns the classes of an object, the nearest first. */
function classesOf(object: object): string[] {
  const classes: string[] = [];
  for (let each = Object.getPrototypeOf(object) as object | null; each && each !== Object.prototype;) {
    classes.push(each.constructor.name);
    each = Object.getPrototypeOf(each) as object | null;
  }
  return classes;
}
