import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";
import { fetchLacks, withLimits } from "../../fetch/test/_limits.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

const noVersion = "Deno tells no version of HTTP: every request looks like HTTP/1.1";
const staysOpen = "Deno sends `Connection: close` with our 400, and does not close";
const noLength = "Deno sends 205 without Content-Length, even a given one: its end cannot be told";

const lacks = withLimits(
  {
    ...fetchLacks,
    asteriskTarget: "Deno makes `/*` of `*`",
    expectReuse: "Deno sends `100 Continue` when the handler answers without reading",
    halfClose: "Deno drops a request whose client has ended its side",
  },
  {
    http10: noVersion,
    "expect-http10": "Deno sends `100 Continue` to clients of HTTP/1.0 too",
    "reset-content": noLength,
    "head-method-in-step": noLength,
    "keep-alive": {
      cannotRun:
        "Deno closes a connection when a body of 1,000 bytes or more was left unread; the next request may get in before",
    },
    "host-missing": `${noVersion}, and HTTP/1.0 needs no Host`,
    "ambiguous-same-lengths": staysOpen,
    "ambiguous-two-types": staysOpen,
    "ambiguous-bare-lf": "Deno takes a bare LF for the end of a line, and shows nothing of it",
    "huge-head": "Deno refuses a head of 200,000 bytes with 400, not 431",
  },
);

conformance(
  "deno",
  async () => {
    const options = [
      "run",
      "--allow-all",
      "--conditions=@tsgi/source",
      "--no-config",
      "--node-modules-dir=manual",
    ];
    return runningHost(new ServerProcess(await runtimeBinary("deno"), [...options, suite]));
  },
  { lacks },
);
