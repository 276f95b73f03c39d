/** The parts of the Bun and Deno servers that are used here. */
type Handler = (request: Request) => Response | Promise<Response>;

declare const Bun: {
  serve(options: object): { readonly url: URL };
};
declare const Deno: {
  serve(options: object, handler: Handler): { readonly addr: { readonly port: number } };
};

const options = { port: 0, hostname: "127.0.0.1" };

/** @returns its URL */
export function serveBun(fetch: Handler): string {
  return String(Bun.serve({ ...options, fetch }).url);
}

/** @returns its URL */
export function serveDeno(fetch: Handler): string {
  const { addr } = Deno.serve({ ...options, onListen() {} }, fetch);
  return `http://127.0.0.1:${addr.port}/`;
}
