/**
 * A mock of the service behind a KV namespace: the binding is workerd's own, and calls this service over HTTP. It stores
 * values in memory, expires them by `expiration_ttl`, and lists in pages; it is consistent at once, while Cloudflare's takes
 * up to a minute.
 */
export const kvService = `
const values = new Map();
const PAGE = 100;
const alive = (key) => {
  const one = values.get(key);
  if (one && one.until > Date.now()) return one;
  values.delete(key);
};
export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const key = decodeURIComponent(pathname.slice(1));
    if (request.method === "PUT") {
      const ttl = searchParams.get("expiration_ttl");
      if (ttl !== null && Number(ttl) < 60) return new Response("Invalid expiration_ttl", { status: 400 });
      const until = ttl === null ? Infinity : Date.now() + Number(ttl) * 1000;
      values.set(key, { value: await request.bytes(), until });
      return new Response();
    }
    if (request.method === "DELETE") {
      values.delete(key);
      return new Response();
    }
    if (key !== "") {
      const one = alive(key);
      return one ? new Response(one.value) : new Response("Not Found", { status: 404 });
    }
    const prefix = searchParams.get("prefix") ?? "";
    const from = searchParams.get("cursor") ?? "";
    const names = [...values.keys()].filter((name) => name.startsWith(prefix) && name > from && alive(name)).sort();
    const page = names.slice(0, PAGE);
    const list_complete = page.length === names.length;
    const cursor = list_complete ? undefined : page.at(-1);
    return Response.json({ keys: page.map((name) => ({ name })), list_complete, cursor });
  },
};
`;
