/** Routes about conditional requests and caches. */
import type { Call } from "../call.ts";
import type { Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { viewGet } from "./inspection.ts";
import { statusReply } from "./statuses.ts";

export const caching: readonly Route[] = [
  route("GET", "/cache", viewCache),
  route("GET", "/cache/<int:value>", async (call, value) =>
    withHeader(await viewGet(call), "Cache-Control", `public, max-age=${BigInt(value!)}`),
  ),
  route("GET", "/etag/<etag>", viewETag),
];

async function viewCache(call: Call): Promise<Reply> {
  const { environ } = call;
  const isConditional =
    (environ.header("if-modified-since") || environ.header("if-none-match")) !== undefined;
  if (isConditional) return statusReply(304);
  const reply = withHeader(await viewGet(call), "Last-Modified", new Date().toUTCString());
  return withHeader(reply, "ETag", crypto.randomUUID().replaceAll("-", ""));
}

async function viewETag(call: Call, etag?: string): Promise<Reply> {
  const noneMatch = tagsOf(call.environ.header("if-none-match"));
  const match = tagsOf(call.environ.header("if-match"));
  const isAmong = (tags: string[]): boolean => tags.includes(etag!) || tags.includes("*");
  if (noneMatch.length > 0) {
    if (isAmong(noneMatch)) return withHeader(statusReply(304), "ETag", etag!);
  } else if (match.length > 0 && !isAmong(match)) {
    return statusReply(412);
  }
  return withHeader(await viewGet(call), "ETag", etag!);
}

/** The entity tags of a list, without quotes and without telling weak from strong. */
function tagsOf(header: string | undefined): string[] {
  return header ? header.split(",").map((part) => /\s*(?:W\/)?"?([^"]*)"?\s*/.exec(part)![1]!) : [];
}

function withHeader(reply: Reply, name: string, value: string): Reply {
  reply.headers.push([name, value]);
  return reply;
}
