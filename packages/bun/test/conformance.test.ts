import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";
import { fetchLacks, withLimits } from "../../fetch/test/_limits.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

const noVersion = "Bun tells no version of HTTP: every request looks like HTTP/1.1";

conformance(
  "bun",
  async () =>
    runningHost(new ServerProcess(await runtimeBinary("bun"), ["--conditions=@tsgi/source", suite])),
  {
    lacks: withLimits(
      {
        ...fetchLacks,
        repeatedFields: "Bun joins response headers of one name, apart from Set-Cookie",
        methodCase: "Bun closes the connection on a method outside its list",
        absoluteTarget: "Bun takes the authority of an absolute target away and keeps Host",
        asteriskTarget: "Bun answers `OPTIONS *` with 400 by itself",
        expectReuse: "Bun sends `100 Continue` as soon as the head has come",
        halfClose: "Bun closes a connection whose client has ended its side, unless the answer has begun",
      },
      {
        "target-raw": "Bun resolves dot segments, and makes a slash of a backslash",
        "target-userinfo": "Bun takes the authority of an absolute target away, user information too",
        "body-declared": "Bun sends every stream in chunks, and takes its declared length away",
        http10: noVersion,
        "expect-http10": "Bun sends `100 Continue` to clients of HTTP/1.0 too",
      },
    ),
  },
);
