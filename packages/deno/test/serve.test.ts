import { connect } from "node:http2";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { certificate } from "../../../scripts/_certificate.ts";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { servingTests } from "../../fetch/test/_serving.ts";

const fixture = join(import.meta.dirname, "fixtures/server.ts");

async function start(settings: object): Promise<ServerProcess> {
  const options = [
    "run",
    "--allow-all",
    "--conditions=@tsgi/source",
    "--no-config",
    "--node-modules-dir=manual",
  ];
  return new ServerProcess(await runtimeBinary("deno"), [...options, fixture, JSON.stringify(settings)]);
}

servingTests(start);

test("over TLS a client may speak HTTP/2", async () => {
  const server = await start({ tls: certificate });
  onTestFinished(() => void server.child.kill("SIGKILL"));
  const session = connect(await server.ready, { ca: certificate.cert });
  const stream = session.request({ ":path": "/" });
  expect(JSON.parse(await text(stream))).toMatchObject({ scheme: "https" });
  session.close();
});
