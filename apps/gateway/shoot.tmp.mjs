import { chromium } from "playwright-core";
const base = process.argv[2];
const only = process.argv[3];
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
const pages = {
  home: "",
  httpbin: "httpbin/",
  notes: "api/docs",
  shop: "shop/",
  product: "shop/products/bell",
  cart: "shop/cart",
  signin: "shop/sign-in",
  shop404: "shop/nope",
  files: "files/",
  files404: "files/nope",
  notfound: "nope/at/all",
  kinds404: "kinds/tsgi/nope",
  error: "kinds/tsgi/error",
};
for (const [name, path] of Object.entries(pages)) {
  if (only && !only.split(",").includes(name)) continue;
  for (const [scheme, width, height] of [
    ["light", 1280, 800],
    ["dark", 1280, 800],
    ["light", 390, 844],
    ["dark", 390, 844],
  ]) {
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height } });
    page.on("console", (m) => console.log(name, m.text()));
    const r = await page.goto(base + path);
    if (name === "home") {
      await page.waitForTimeout(1500);
      if (width === 390 || scheme === "dark") await page.locator("summary").nth(1).click();
    }
    if (process.argv[4]) await page.evaluate(`document.querySelector("${process.argv[4]}").scrollIntoView()`);
    const w = await page.evaluate("document.documentElement.scrollWidth");
    const small = await page.evaluate(
      `[...document.querySelectorAll("a,button,input,summary")].filter(e=>{const r=e.getBoundingClientRect();return r.width>0&&(r.height<24||r.width<24)}).map(e=>e.outerHTML.slice(0,60)+" "+Math.round(e.getBoundingClientRect().height)).slice(0,8)`,
    );
    console.log(
      name,
      scheme,
      width,
      r.status(),
      w === width ? "fits" : "OVERFLOW " + w,
      scheme === "light" ? small : "",
    );
    await page.screenshot({
      path: `/tmp/scratch-gateway/shots/${name}-${scheme}-${width}.png`,
      fullPage: !process.argv[4],
    });
    await page.close();
  }
}
await browser.close();
