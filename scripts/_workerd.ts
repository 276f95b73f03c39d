/** Workers in workerd itself, the runtime of Cloudflare's edge. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { runtimeBinary } from "./_runtimes.ts";
import { ServerProcess } from "./_server-process.ts";

/** How a Worker is served. */
export interface WorkerConfig {
  /** Default: a free one. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly hostname?: string;
  /**
   * Compatibility flags. Default: `enable_request_signal`. `nodejs_compat` is never among them, nor in the date, as it is
   * in later ones.
   */
  readonly flags?: readonly string[];
  /** Text bindings. Default: none. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** Where the application is mounted. Default: nowhere. */
  readonly prefix?: string;
}

/** A Worker that runs. */
export interface RunningWorker {
  readonly url: string;
  close(): Promise<void>;
  /** What it has logged as errors so far. */
  log(): string;
}

/** Bundles a module Worker as one ES module, and serves it with workerd. */
export async function startWorkerd(entry: string, config: WorkerConfig = {}): Promise<RunningWorker> {
  const { hostname = "127.0.0.1" } = config;
  const folder = await mkdtemp(join(tmpdir(), "tsgi-workerd-"));
  const file = join(folder, "config.capnp");
  await bundle(entry, join(folder, "worker.js"));
  await writeFile(file, configOf(config));
  // The first line of the control channel names the port; what the Worker logs as errors goes to standard error.
  const binary = await runtimeBinary("workerd");
  const server = new ServerProcess(binary, ["serve", file, "--control-fd=1", "--verbose"]);
  const { port } = JSON.parse(await server.ready) as { port: number };
  const close = async (): Promise<void> => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { url: `http://${hostname}:${port}${config.prefix ?? "/"}`, close, log: () => server.log() };
}

async function bundle(input: string, file: string): Promise<void> {
  const conditionNames = ["@tsgi/source", "workerd", "worker", "import", "default"];
  const build = await rolldown({ input, platform: "neutral", resolve: { conditionNames } });
  await build.write({ file, format: "esm" });
  await build.close();
}

function configOf({
  port = 0,
  hostname = "127.0.0.1",
  flags = ["enable_request_signal"],
  bindings = {},
}: WorkerConfig): string {
  const texts = Object.entries(bindings).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "${hostname}:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-06-01",
  compatibilityFlags = [${flags.map((flag) => JSON.stringify(flag)).join(", ")}],
  bindings = [${texts.join(", ")}]
);
`;
}
