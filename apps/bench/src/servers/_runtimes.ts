/** The servers of Bun and Deno, as far as they are used here. */
type Handler = (request: Request) => Response | Promise<Response>;

declare const Bun: {
  serve(options: object): { readonly url: URL };
};
declare const Deno: {
  serve(options: object, handler: Handler): { readonly addr: { readonly port: number } };
};

const options = { port: 0, hostname: "127.0.0.1" };

/** Prints its URL, as Bun.serve tells it. */
export function serveBun(fetch: Handler): void {
  console.log(String(Bun.serve({ ...options, fetch }).url));
}

/** Prints its URL. */
export function serveDeno(fetch: Handler): void {
  const { addr } = Deno.serve({ ...options, onListen() {} }, fetch);
  console.log(`http://127.0.0.1:${addr.port}/`);
}
