import { join } from "node:path";
import { conformance, responseLacks, type Lack, type Lacks } from "@tsgi/conformance";
import { bunLacks, denoLacks, workerdLacks } from "@tsgi/harness/lacks";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

const outside = "Hono answers what no route of it matches";

/** The mount does not reach these: the suite sends them to the root. */
const ofMount: Lacks = {
  asteriskTarget: outside,
  "case:target-fragment": outside,
  "case:target-userinfo": outside,
};

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

const noUrl = "Bun passes a path as the URL if Host names no host, and Hono finds no route for that";
const withoutHost: Lacks = {
  "case:http10-no-host": noUrl,
  "case:host-empty": noUrl,
  "case:host-space": noUrl,
  "case:host-slash": noUrl,
  "case:host-user": noUrl,
};

conformance(
  "hono on @hono/node-server",
  () => runningHost(ServerProcess.ofScript(fixture("suite-node.ts"))),
  {
    lacks: {
      ...responseLacks,
      ...ofMount,
      methodCase: "llhttp knows a fixed list of methods, in upper case",
      repeatedFields: "@hono/node-server joins response headers of one name, apart from Set-Cookie",
      expectReuse: "@hono/node-server sends `100 Continue` as soon as the head has come",
      halfClose: "node:http ends a connection whose client has ended its side",
      "case:environ-globals": "@hono/node-server replaces the globals Request and Response by default",
      "case:target-raw": "@hono/node-server resolves dot segments, and makes a slash of a backslash",
      "case:input-left-throw": {
        cannotRun: "@hono/node-server reads on for half a second, then it cuts an upload off that is left",
      },
      "case:fail-late-sent-chunked": losesSent,
      "case:fail-late-sent-length": losesSent,
      "case:head-latin1": "@hono/node-server sends the head of a streamed body as UTF-8",
    },
  },
);

conformance(
  "hono on Bun",
  async () => runningHost(await ServerProcess.onRuntime("bun", fixture("suite-bun.ts"))),
  {
    lacks: {
      ...bunLacks,
      ...ofMount,
      plainFields: "Bun calls a whole body of no type application/octet-stream",
      ...withoutHost,
      "case:head-method-stream-length":
        "Hono answers HEAD with a body that is null, and Bun tells for that the declared length, or 0",
    },
  },
);

conformance(
  "hono on Deno",
  async () => runningHost(await ServerProcess.onRuntime("deno", fixture("suite-deno.ts"))),
  {
    lacks: {
      ...denoLacks,
      ...ofMount,
      "case:target-scheme": outside,
      "case:host-slash": slashOfHost,
      "case:keep-alive": unreadBody("Deno", "1,000"),
    },
  },
);

conformance(
  "hono in workerd",
  () => startWorkerd(fixture("suite-workerd.ts"), { prefix: "/suite", exposeGc: true }),
  {
    lacks: {
      ...workerdLacks,
      ...ofMount,
      ownDate: "workerd sends no Date; Cloudflare's edge does",
      "case:target-asterisk-get": outside,
      "case:host-slash": slashOfHost,
      "case:keep-alive": unreadBody("workerd", "100,000"),
      "case:input-left-answer": unreadUpload,
      "case:input-left-throw": unreadUpload,
      "case:input-early-answer": unreadUpload,
    },
  },
);
