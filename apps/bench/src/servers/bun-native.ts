/** The shortest handler of Bun.serve that gives the answer; prints its URL. */
declare const Bun: { serve(options: object): { readonly url: URL } };

const { url } = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (_request: Request) =>
    new Response("Hello, TSGI world!", { headers: { "content-type": "text/plain; charset=utf-8" } }),
});
console.log(String(url));
