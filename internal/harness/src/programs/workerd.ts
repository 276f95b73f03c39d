/** Runs Workers in workerd itself, the runtime of Cloudflare's edge. */
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { runtimeBinary } from "./runtimes.ts";
import { kvService } from "./workerd-kv.ts";
import { ServerProcess } from "./server-process.ts";

/** Options for serving a Worker. */
export interface WorkerConfig {
  /** Default: a free port. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly hostname?: string;
  /**
   * Compatibility flags. Default: `enable_request_signal`. `nodejs_compat` is never included, also not by the
   * compatibility date, as with later dates.
   */
  readonly flags?: readonly string[];
  /** True to provide Node's modules, with `nodejs_compat`. Default: false. */
  readonly nodejs?: boolean;
  /** Compatibility date. Default: `2026-06-01`. */
  readonly date?: string;
  /** Text bindings. Default: none. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Bindings of KV namespaces, in front of a mock of Cloudflare's store. Default: none. */
  readonly kv?: readonly string[];
  /** Prefix that the application is mounted at. Default: none. */
  readonly prefix?: string;
  /** True to define the global `gc`, which collects garbage at once. Default: false, as on the edge. */
  readonly exposeGc?: boolean;
}

/** A running Worker. */
export interface RunningWorker {
  readonly url: string;
  /** The process of workerd. */
  readonly pid: number;
  close(): Promise<void>;
  /** The errors it has logged so far. */
  log(): string;
}

/** Bundles a module Worker as one ES module, and serves it with workerd. */
export function startWorkerd(entry: string, config: WorkerConfig = {}): Promise<RunningWorker> {
  return start((file) => bundle(entry, file, config.nodejs === true), config);
}

/** Serves a Worker that is already one ES module. */
export function startBundledWorker(module: string, config: WorkerConfig = {}): Promise<RunningWorker> {
  return start((file) => copyFile(module, file), config);
}

async function start(write: (file: string) => Promise<void>, config: WorkerConfig): Promise<RunningWorker> {
  const { hostname = "127.0.0.1" } = config;
  const folder = await mkdtemp(join(tmpdir(), "tsgi-workerd-"));
  const file = join(folder, "config.capnp");
  await write(join(folder, "worker.js"));
  await Promise.all([writeFile(file, configOf(config)), writeFile(join(folder, "kv.js"), kvService)]);
  // The control channel names the port, mixed with the Worker's log; logged errors go to standard error.
  const binary = await runtimeBinary("workerd");
  const args = ["serve", file, "--control-fd=1", "--verbose"];
  const server = new ServerProcess(binary, args, process.env, /^\{"event":"listen"/);
  const { port } = JSON.parse(await server.ready) as { port: number };
  const close = async (): Promise<void> => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  const url = `http://${hostname}:${port}${config.prefix ?? "/"}`;
  return { url, pid: server.child.pid!, close, log: () => server.log() };
}

async function bundle(input: string, file: string, nodejs: boolean): Promise<void> {
  const conditionNames = ["@tsgi/source", "workerd", "worker", "import", "default"];
  const build = await rolldown({
    input,
    external: /^cloudflare:/,
    platform: nodejs ? "node" : "neutral",
    resolve: { conditionNames: nodejs ? ["@tsgi/source", "workerd", "node", "default"] : conditionNames },
    plugins: nodejs ? [urlOfWorker] : [],
    // Express's depd has an `eval` for deprecated functions, which never runs.
    onLog: (level, log, handle) => (log.code === "EVAL" ? undefined : handle(level, log)),
  });
  await build.write({ file, format: "esm", codeSplitting: false });
  await build.close();
}

/** CommonJS code loads Node's modules with a `require` created from a URL, which a Worker does not have. */
const urlOfWorker = {
  name: "url-of-worker",
  renderChunk: (code: string): string => code.replaceAll("import.meta.url", '"file:///worker.js"'),
};

function configOf({
  port = 0,
  hostname = "127.0.0.1",
  flags = ["enable_request_signal"],
  nodejs = false,
  date = "2026-06-01",
  bindings = {},
  kv = [],
  exposeGc = false,
}: WorkerConfig): string {
  const texts = Object.entries(bindings).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  const namespaces = kv.map(
    (name) => `(name = ${JSON.stringify(name)}, kvNamespace = ${JSON.stringify(name)})`,
  );
  const stores = kv.map((name) => `(name = ${JSON.stringify(name)}, worker = .kv)`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${['(name = "main", worker = .worker)', ...stores].join(", ")}],
  sockets = [(name = "http", address = "${hostname}:${port}", http = (), service = "main")]${exposeGc ? ',\n  v8Flags = ["--expose-gc"]' : ""}
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = ${JSON.stringify(date)},
  compatibilityFlags = [${[...flags, ...(nodejs ? ["nodejs_compat"] : [])].map((flag) => JSON.stringify(flag)).join(", ")}],
  bindings = [${[...texts, ...namespaces].join(", ")}]
);
const kv :Workerd.Worker = (
  modules = [(name = "kv", esModule = embed "kv.js")],
  compatibilityDate = "2026-06-01"
);
`;
}
