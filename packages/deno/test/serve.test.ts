import { connect } from "node:http2";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificate } from "@tsgi/harness/certificate";
import { ServerProcess } from "@tsgi/harness/server-process";
import { servingTests } from "@tsgi/harness/serving";
import { expect, onTestFinished, test } from "vitest";

const fixture = join(import.meta.dirname, "fixtures/server.ts");

const start = (settings: object): Promise<ServerProcess> =>
  ServerProcess.onRuntime("deno", fixture, JSON.stringify(settings));

servingTests(start);

test("over TLS a client may speak HTTP/2", async () => {
  const server = await start({ tls: certificate });
  onTestFinished(() => void server.child.kill("SIGKILL"));
  const session = connect(await server.ready, { ca: certificate.cert });
  const stream = session.request({ ":path": "/" });
  expect(JSON.parse(await text(stream))).toMatchObject({ scheme: "https" });
  session.close();
});
