/** Runs an example and uses its exports: sends requests to applications and servers, calls handlers. */
import { readFile, writeFile } from "node:fs/promises";
import { Server, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { serveLocally } from "@tsgi/aws-lambda/local";
import type { Application, Middleware } from "@tsgi/core";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { ServerProcess } from "../programs/server-process.ts";
import { startWorkerd } from "../programs/workerd.ts";

/** The request to an example. Default: `GET /`, with a status below 500. */
export interface Asked {
  readonly path?: string;
  readonly init?: RequestInit;
  readonly status?: number;
}

type Module = Readonly<Record<string, unknown>>;

/** Names that examples use for their exports, by kind. */
const APPLICATIONS = ["$app", "$hello", "$clock", "$wsgi"];
const MIDDLEWARE = ["$shout", "$poweredBy"];

/**
 * Imports a module and sends requests to its exports.
 *
 * @param around an application for exported middleware
 * @returns the number of responses
 */
export async function runOnNode(file: string, asked: Asked, around: Application): Promise<number> {
  const listening = trackServers();
  let count = 0;
  try {
    const module = (await import(file)) as Module;
    await ready(module);
    await testsOf(file);
    for (const url of await listening.urls(await closesByItself(file))) {
      check(await fetch(new URL(asked.path ?? "/", url), asked.init), asked);
      count++;
    }
    for (const app of applicationsOf(module, around)) {
      await using client = createClient(validate(app));
      const { method = "GET", ...init } = asked.init ?? {};
      check(await client.request(method, asked.path ?? "/", init as never), asked, client.log);
      count++;
    }
    const { $handler } = module;
    if (typeof $handler === "function" && /lambda/i.test(await readFile(file, "utf8"))) {
      await using server = await serveLocally($handler as never, { event: "v2", port: 0 });
      check(await fetch(new URL(asked.path ?? "/", server.url), asked.init), asked);
      count++;
    }
    await closeAll(module);
    return count;
  } finally {
    await listening.close();
  }
}

/** Runs a module that serves on another runtime and prints its URL, on a free port instead of the one that it names. */
export async function runOnRuntime(runtime: "bun" | "deno", file: string, asked: Asked): Promise<void> {
  const source = await readFile(file, "utf8");
  await writeFile(file, source.replace(/\bport: \d+/, "port: 0"));
  const server = await ServerProcess.onRuntime(runtime, file);
  try {
    check(await fetch(new URL(asked.path ?? "/", await server.ready), asked.init), asked);
  } finally {
    await server.close();
  }
}

/** Runs a module Worker in workerd. */
export async function runInWorkerd(file: string, nodejs: boolean, asked: Asked): Promise<void> {
  const worker = await startWorkerd(file, { nodejs });
  try {
    check(await fetch(new URL(asked.path ?? "/", worker.url), asked.init), asked);
  } finally {
    await worker.close();
  }
}

function check({ status }: { status: number }, asked: Asked, log = ""): void {
  const isRight = asked.status === undefined ? status < 500 : status === asked.status;
  if (!isRight) throw new Error(`the example answered ${status}${log && `, and logged ${log}`}`);
}

function applicationsOf(module: Module, around: Application): Application[] {
  const { default: main } = module;
  const apps = APPLICATIONS.map((name) => module[name]);
  const wraps = MIDDLEWARE.map((name) => module[name] as Middleware | undefined);
  if (typeof main === "function" && main.length === 2) apps.push(main);
  if (typeof main === "object" && main !== null && "fetch" in main) {
    const { fetch: handle } = main as { fetch(request: Request): Promise<Response> };
    apps.push(async (...[environ, startResponse]: Parameters<Application>) => {
      const response = await handle(new Request(`http://localhost${environ.target}`));
      startResponse(response.status, [...response.headers]);
      return response.body;
    });
  }
  return [...apps, ...wraps.map((wrap) => wrap?.(around))].filter(
    (app): app is Application => app !== undefined,
  );
}

/** Waits for the tests that an example has registered. */
async function testsOf(file: string): Promise<void> {
  const { registered } = (await import(join(dirname(file), "examples/testing.ts"))) as {
    registered: Promise<void>[];
  };
  await Promise.all(registered.splice(0));
}

/** True for an example that closes its server, and so asserts by itself what the server answers. */
export async function closesByItself(file: string): Promise<boolean> {
  return /\.close\(\)|await using/.test(await readFile(file, "utf8"));
}

/** Waits for a store client that connects without a call. */
async function ready({ $client }: Module): Promise<void> {
  const { status, once } = ($client ?? {}) as {
    status?: string;
    once?(event: string, then: () => void): void;
  };
  if (status === undefined || status === "ready") return;
  await new Promise<void>((resolve) => Reflect.apply(once!, $client, ["ready", resolve]));
}

/** Closes everything that an example keeps open. */
async function closeAll(module: Module): Promise<void> {
  for (const name of ["$server", "$client", "$store", "$fastify", "$app"]) {
    const open = (module[name] ?? {}) as Record<string, unknown>;
    for (const end of ["disconnect", "dispose", "close"]) {
      if (typeof open[end] === "function") await (open[end] as () => unknown)();
    }
  }
}

/** Tracks all servers that start to listen, and assigns each a free port, whatever port it requests. */
function trackServers(): { urls(mayHaveEnded: boolean): Promise<string[]>; close(): Promise<void> } {
  const { listen } = Server.prototype;
  /** Each server, with a promise that resolves once it listens or has closed. */
  const servers = new Map<Server, Promise<unknown>>();
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    const either = (event: string) => new Promise((resolve) => this.once(event, resolve));
    servers.set(this, Promise.race([either("listening"), either("close")]));
    const [first, ...rest] = args;
    const isOptions = typeof first === "object" && first !== null;
    const place = isOptions ? { ...first, port: 0 } : { port: 0, host: "127.0.0.1" };
    const callback = rest.filter((each) => typeof each === "function");
    return Reflect.apply(listen, this, [place, ...callback]) as Server;
  };
  return {
    urls: async (mayHaveEnded) => {
      const urls: string[] = [];
      for (const [server, state] of servers) {
        await state;
        const address = server.address() as AddressInfo | null;
        if (address !== null) urls.push(`http://127.0.0.1:${address.port}/`);
        else if (!mayHaveEnded) throw new Error("a server of the example has ended too early");
      }
      return urls;
    },
    close: async () => {
      Server.prototype.listen = listen;
      await Promise.all(
        Array.from(servers.keys(), async (server) => {
          if (!server.listening) return;
          (server as unknown as { closeAllConnections?(): void }).closeAllConnections?.();
          await new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };
}
