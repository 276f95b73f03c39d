import { expect, it } from "vitest";
import { createClient } from "@tsgi/testing";
it("x", async () => {
  await using client = createClient((_e, start) => { start(200, [["content-type", "text/plain"]]); return "hi"; });
  const r = await client.get("/");
  expect([r.status, await r.text(), r.rawHeaders, await r.finished]).toEqual([200, "hi", [["content-type","text/plain"],["content-length","2"]], undefined]);
});
