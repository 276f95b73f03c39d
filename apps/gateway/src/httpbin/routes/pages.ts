/** Routes whose answer is always the same, or a choice of a few. */
import type { Call } from "../call.ts";
import { IMAGES } from "../images.ts";
import { decodeBase64, latin1Bytes, utf8 } from "../python-text.ts";
import { Fault, html, typed, type Reply } from "../reply.ts";
import { route, type Route } from "../router.ts";
import { ANGRY, MOBY_DICK, ROBOTS, SLIDES_JSON, SLIDES_XML, UNICODE, formPage } from "../texts.ts";
import { statusReply } from "./statuses.ts";

export const pages: readonly Route[] = [
  route("GET", "/html", () => html(MOBY_DICK)),
  route("GET", "/xml", () => typed("application/xml", SLIDES_XML)),
  // Not in the version that Debian has; later ones answer with this.
  route("GET", "/json", () => typed("application/json", SLIDES_JSON)),
  route("GET", "/robots.txt", () => typed("text/plain", ROBOTS)),
  route("GET", "/deny", () => typed("text/plain", ANGRY)),
  route("GET", "/encoding/utf8", () => html(UNICODE)),
  route("GET", "/forms/post", ({ environ }) => html(formPage(`${environ.scriptName}/post`))),
  route("GET", "/base64/<value>", (_, value) => viewBase64(value!)),
  route("GET", "/image", imageByAccept),
  route("GET", "/image/png", () => image("png")),
  route("GET", "/image/jpeg", () => image("jpeg")),
  route("GET", "/image/webp", () => image("webp")),
  route("GET", "/image/svg", () => image("svg")),
  route("GET", "/links/<int:n>/<int:offset>", viewLinks),
];

function viewBase64(value: string): Reply {
  const text = utf8(decodeBase64(value.replaceAll("-", "+").replaceAll("_", "/")));
  if (text === undefined) throw new Fault("no UTF-8");
  return html(text);
}

function imageByAccept(call: Call): Reply {
  const accept = call.headers.get("Accept")?.toLowerCase() ?? "image/png";
  if (accept.includes("image/webp")) return image("webp");
  if (accept.includes("image/svg+xml")) return image("svg");
  if (accept.includes("image/jpeg")) return image("jpeg");
  return /image\/(?:png|\*)/.test(accept) ? image("png") : statusReply(406);
}

function image(kind: keyof typeof IMAGES): Reply {
  const { type, base64 } = IMAGES[kind];
  return typed(type, latin1Bytes(atob(base64)));
}

function viewLinks({ environ }: Call, n?: string, offset?: string): Reply {
  const count = Math.min(Math.max(1, Number(n)), 200);
  const links = Array.from({ length: count }, (_, i) =>
    i === Number(offset) ? `${i} ` : `<a href='${environ.scriptName}/links/${count}/${i}'>${i}</a> `,
  );
  return html(`<html><head><title>Links</title></head><body>${links.join("")}</body></html>`);
}
