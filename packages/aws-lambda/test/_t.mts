import { LambdaFunction } from "./_function.ts";
import { serveLocally } from "@tsgi/aws-lambda/local";
console.time("build");
for (const [name, mode, conc] of [["suite.buffered","buffered",false],["suite.streaming","streaming",true]] as const) {
  const f = await LambdaFunction.start(name, { concurrent: conc });
  console.timeLog("build");
  const s = await serveLocally(f[mode] as never, { event: "url", port: 0 });
  const t = performance.now();
  const r = await fetch(s.url + "x", { headers: { "tsgi-case": "journal", "tsgi-run": "1" } });
  console.log(r.status, [...r.headers], await r.text(), performance.now() - t);
  console.log(f.log.slice(0, 1000));
  await s.close(); await f.close();
}
