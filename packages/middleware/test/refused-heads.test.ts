import { get, listening } from "@tsgi/harness/listening";
import { recommended } from "@tsgi/middleware/recommended";
import { expect, test } from "vitest";
import { frameworks } from "./support/framework-refusing.ts";

test.each(frameworks)(
  "behind recommended(), the error answer of %s to a head that is refused gets through",
  async (_name, make, title) => {
    for (const status of [999, 600, 199]) {
      const server = await listening(recommended({ accessLog: false })(make(status)));
      const answer = await get(server);
      expect([answer.status, answer.body.includes(title)]).toEqual([500, true]);
    }
  },
);
