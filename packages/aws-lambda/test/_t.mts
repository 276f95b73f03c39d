import { LambdaFunction } from "./_function.ts";
import { serveLocally } from "@tsgi/aws-lambda/local";
const f = await LambdaFunction.start("suite.streaming", { concurrent: true });
const s = await serveLocally(f.streaming as never, { event: "url", port: 0 });
const get = async (c: string, extra = {}) => {
  const t = performance.now();
  const r = await fetch(s.url + "x", {
    headers: { "tsgi-case": c, "tsgi-run": "1", ...extra },
    signal: AbortSignal.timeout(1500),
  });
  const text = await r.text();
  console.log(c, r.status, text.slice(0, 80), Math.round(performance.now() - t));
};
await get("journal");
await get("journal");
const held = get("head-held").catch((e) => console.log("held", e.message));
await new Promise((r) => setTimeout(r, 200));
await get("release", { "tsgi-gate": "go" }).catch((e) => console.log("release", e.message));
await held;
await get("journal").catch((e) => console.log("journal", e.message));
console.log(f.isRunning, f.log.slice(0, 3000));
await s.close();
await f.close();
