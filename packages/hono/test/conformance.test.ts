import { join } from "node:path";
import { conformance, type Lack, type Lacks } from "@tsgi/conformance";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { bunLacks, bunLimits } from "../../bun/test/_lacks.ts";
import { workerdLacks, workerdLimits } from "../../cloudflare-workers/test/_lacks.ts";
import { denoLacks, denoLimits } from "../../deno/test/_lacks.ts";
import { denoProcess } from "../../deno/test/_process.ts";
import { responseLacks, withLimits } from "../../fetch/test/_limits.ts";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

const outside = "Hono answers what no route of it matches";

/** The mount does not reach these: the suite sends them to the root. */
const ofMount: Lacks = { asteriskTarget: outside };
const ofMountLimits = { "target-fragment": outside, "target-userinfo": outside };

const slashOfHost = "the host makes a path of what follows the slash, and Hono finds no route for that";

/** Other handlers of Hono may read the body after ours, so that ours does not read it to the end. */
const unreadBody = (host: string, size: string): Lack => ({
  cannotRun: `${host} closes a connection when ${size} bytes or more were left unread; the next request may get in before`,
});

const unreadUpload: Lack = {
  cannotRun:
    "workerd resets a connection whose upload it does not read: the answer arrives or not, by chance",
};
const losesSent: Lack = {
  cannotRun:
    "@hono/node-server destroys the connection of a response that fails: what a slow client has not received may be lost",
};

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
        "input-left-throw": {
          cannotRun: "@hono/node-server reads on for half a second, then it cuts an upload off that is left",
        },
        "fail-late-sent-chunked": losesSent,
        "fail-late-sent-length": losesSent,
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
      {
        ...bunLimits,
        ...ofMountLimits,
        ...withoutHost,
        "head-method-stream-length":
          "Hono answers HEAD with a body that is null, and Bun tells for that the declared length, or 0",
      },
    ),
  },
);

conformance("hono on Deno", async () => runningHost(await denoProcess(fixture("suite-deno.ts"))), {
  lacks: withLimits(
    { ...denoLacks, ...ofMount },
    {
      ...denoLimits,
      ...ofMountLimits,
      "target-scheme": outside,
      "host-slash": slashOfHost,
      "keep-alive": unreadBody("Deno", "1,000"),
    },
  ),
});

conformance(
  "hono in workerd",
  () => startWorkerd(fixture("suite-workerd.ts"), { prefix: "/suite", exposeGc: true }),
  {
    lacks: withLimits(
      { ...workerdLacks, ...ofMount, ownDate: "workerd sends no Date; Cloudflare's edge does" },
      {
        ...workerdLimits,
        ...ofMountLimits,
        "target-asterisk-get": outside,
        "host-slash": slashOfHost,
        "keep-alive": unreadBody("workerd", "100,000"),
        "input-left-answer": unreadUpload,
        "input-left-throw": unreadUpload,
        "input-early-answer": unreadUpload,
      },
    ),
  },
);
