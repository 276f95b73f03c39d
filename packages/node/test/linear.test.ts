import { Readable } from "node:stream";
import { input, linearTests } from "@tsgi/harness/linear-tests";
import { NodeInput } from "../src/transport/input.ts";
import { mountPointOf } from "../src/transport/http.ts";

linearTests(
  [
    {
      name: "the place in Express",
      parse: (text) => [
        mountPointOf({ originalUrl: `/a/${text}`, baseUrl: "/a", url: `/${text}` }),
        mountPointOf({ originalUrl: `/${text}/a`, baseUrl: `/${text}`, url: "/" }),
      ],
    },
  ],
  [
    ...input(
      "Node's input",
      (chunks) =>
        new NodeInput(Object.assign(Readable.from(chunks, { objectMode: true }), { headers: {} }) as never),
    ),
  ],
);
