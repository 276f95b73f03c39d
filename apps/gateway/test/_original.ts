/** Runs the original httpbin, of Debian's package, under gunicorn. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { debianPython, hasPythonModule } from "@tsgi/harness/debian";

export interface Original {
  readonly port: number;
  stop(): Promise<void>;
}

/** Debian packages it takes. */
export const originalPackages = "python3-httpbin gunicorn";

export function hasOriginal(): boolean {
  return hasPythonModule("httpbin") && hasPythonModule("gunicorn");
}

/** Its routes, in Flask's notation; without the folder of static files, which is empty. */
export function routesOfOriginal(): string[] {
  const program =
    "import httpbin; print(*(rule.rule for rule in httpbin.app.url_map.iter_rules()), sep='\\n')";
  const { stdout } = spawnSync(debianPython, ["-c", program], { encoding: "utf8" });
  return stdout.split("\n").filter((rule) => rule !== "" && !rule.startsWith("/static/"));
}

/** Starts it on a free port, under the same prefix as in the gateway. */
export async function startOriginal(prefix: string): Promise<Original> {
  // No proxy is trusted, as in the gateway: gunicorn would take the scheme from X-Forwarded-Proto.
  const options = ["--bind=127.0.0.1:0", "--workers=1", "--threads=8", "--forwarded-allow-ips="];
  const child = spawn(debianPython, ["-m", "gunicorn", ...options, "httpbin:app"], {
    env: { PATH: process.env["PATH"], SCRIPT_NAME: prefix, LC_ALL: "C.UTF-8" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stderr });
  const port = new Promise<number>((resolve, reject) => {
    lines.on("line", (line) => {
      const found = /Listening at: http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (found) resolve(Number(found[1]));
    });
    void exited.then(([code]) => reject(new Error(`gunicorn ended with code ${String(code)}`)));
  });
  return {
    port: await port,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
