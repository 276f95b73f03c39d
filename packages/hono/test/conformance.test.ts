import { join } from "node:path";
import { conformance, type Lacks } from "@tsgi/conformance";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";
import { bunLacks, bunLimits } from "../../bun/test/_lacks.ts";
import { workerdLacks, workerdLimits } from "../../cloudflare-workers/test/_lacks.ts";
import { startWorkerd } from "../../../scripts/_workerd.ts";
import { responseLacks, withLimits } from "../../fetch/test/_limits.ts";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

const outside = "Hono answers what no route of it matches";

/** The mount does not reach these: the suite sends them to the root. */
const ofMount: Lacks = { absoluteTarget: outside, asteriskTarget: outside };
const ofMountLimits = { "target-fragment": outside, "target-userinfo": outside };

const noUrl = "Bun gives a path for a URL where Host names nobody, and Hono finds no route for that";
const withoutHost = {
  "http10-no-host": noUrl,
  "host-empty": noUrl,
  "host-space": noUrl,
  "host-slash": noUrl,
  "host-user": noUrl,
};

conformance(
  "hono on @hono/node-server",
  () => runningHost(ServerProcess.ofScript(fixture("suite-node.ts"))),
  {
    lacks: withLimits(
      {
        ...responseLacks,
        ...ofMount,
        methodCase: "llhttp knows a fixed list of methods, in upper case",
        repeatedFields: "@hono/node-server joins response headers of one name, apart from Set-Cookie",
        expectReuse: "@hono/node-server sends `100 Continue` as soon as the head has come",
        halfClose: "node:http ends a connection whose client has ended its side",
      },
      {
        ...ofMountLimits,
        "environ-globals": "@hono/node-server replaces the globals Request and Response, unless told not to",
        "target-raw": "@hono/node-server resolves dot segments, and makes a slash of a backslash",
        "head-latin1": "@hono/node-server sends the head of a streamed body as UTF-8",
      },
    ),
  },
);

conformance(
  "hono on Bun",
  async () =>
    runningHost(
      new ServerProcess(await runtimeBinary("bun"), ["--conditions=@tsgi/source", fixture("suite-bun.ts")]),
    ),
  {
    lacks: withLimits(
      { ...bunLacks, ...ofMount, plainFields: "Bun calls a whole body of no type application/octet-stream" },
      { ...bunLimits, ...ofMountLimits, ...withoutHost },
    ),
  },
);

conformance("hono in workerd", () => startWorkerd(fixture("suite-workerd.ts"), { prefix: "/suite" }), {
  lacks: withLimits(
    { ...workerdLacks, ...ofMount },
    {
      ...workerdLimits,
      ...ofMountLimits,
      "target-asterisk-get": outside,
      "host-slash": "workerd makes a path of what follows the slash, and Hono finds no route for that",
    },
  ),
});
