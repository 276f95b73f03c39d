/** The shortest handler of Deno.serve that gives the answer; prints its URL. */
declare const Deno: {
  serve(
    options: object,
    handler: (request: Request) => Response,
  ): { readonly addr: { readonly port: number } };
};

const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
const { addr } = Deno.serve(
  options,
  (_request) =>
    new Response("Hello, TSGI world!", { headers: { "content-type": "text/plain; charset=utf-8" } }),
);
console.log(`http://127.0.0.1:${addr.port}/`);
