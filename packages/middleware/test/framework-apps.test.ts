import { linted, turn } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { describe, expect, test } from "vitest";
import { frameworkApps } from "./support/framework-apps.ts";
import { credentials, shipped } from "./support/shipped.ts";

describe.each(Object.entries(frameworkApps))("in front of %s", (_, make) => {
  test.each(Object.entries(shipped))(
    "%s lets its answers through, and keeps to the contract",
    async (name, middleware) => {
      const { app, broken } = linted(middleware(), make());
      await using client = createClient(app, { headers: credentials[name] ?? {} });
      const got = await client.get("/a");
      const posted = await client.post("/a", { body: "x", headers: { "content-type": "text/plain" } });
      const seen = [got.status, await got.text(), posted.status, await posted.text()];
      const head = await client.head("/a");
      expect([...seen, head.status, await head.text()]).toEqual([200, "Hello", 200, "Hello x", 200, ""]);
      await Promise.all([got.finished, posted.finished, head.finished]);
      await turn();
      expect(broken).toEqual([]);
    },
  );
});
