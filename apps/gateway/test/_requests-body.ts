/** Requests with bodies: forms, files, JSON, anything. */
import type { Row } from "./_requests.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const BINARY = Uint8Array.from({ length: 256 }, (_, i) => i);

function post(body: string | Uint8Array, type?: string, note?: string, path = "/post", method = "POST"): Row {
  return {
    method,
    path: `/httpbin${path}`,
    headers: type === undefined ? [] : [["Content-Type", type]],
    body,
    note,
  };
}

/** A multipart body of parts: the lines of the head, and the content. */
function multipart(
  parts: readonly (readonly [head: string, content: string | Uint8Array])[],
  end = "--b--\r\n",
): Uint8Array {
  const pieces = parts.flatMap(([head, content]) => [`--b\r\n${head}\r\n\r\n`, content, "\r\n"]);
  return Buffer.concat([...pieces, end].map((piece) => Buffer.from(piece as string)));
}

function form(parts: Parameters<typeof multipart>[0], note: string, path?: string, method?: string): Row {
  return post(multipart(parts), "multipart/form-data; boundary=b", note, path, method);
}

const field = (name: string, rest = ""): string => `Content-Disposition: form-data; name="${name}"${rest}`;
const file = (name: string, filename: string, type?: string): string =>
  field(name, `; filename="${filename}"${type === undefined ? "" : `\r\nContent-Type: ${type}`}`);

/** Texts that are JSON to Python, and invalid texts; one on each line. */
const JSON_TEXTS = String.raw`
{"a":1,"b":[true,false,null],"c":{"d":"e"}} | [] | {} | null | true | "text" | 0 | -0 | -0.0 | 12 | 1.0 | 1.50 | 1e5
1E400 | -1e-7 | 1e16 | 123456789012345680000 | 12345678901234567890 | 0.1 | 1e22 | 5e-324 | NaN | -Infinity
{"a":1,"a":2} | {"b":1,"a":2,"10":3,"9":4} | "\u00e9\ud83e\udd8a\ud800" | "é🦊" | [[[[[[]]]]]] | {"__proto__":1} | "\"\\"
{"ﾮ":1,"🦊":2} | ["\\","a"] | { | [1,] | {a:1} | 'a' | [1] x | 01 | 1. | .5 | +1 | undefined | "\x" | {"a"} | nan
tru | - | 1e | "open | "open\"`
  .trim()
  .split(/ \| |\n/)
  .concat(["", " ", " \t\n[ 1 , 2 ]\r", '"a\tb"', '"\x7f"', "\ufeff1"]);

const FORMS = [
  ..."a=1&b=2 a=1&a=2&b=3 a=x+y%20z a=%C3%A9&%E2%82%AC=%F0%9F%A6%8A a=%ff a =b ?a=1 a=1;b=2 a=b=c&&".split(
    " ",
  ),
  "",
];

export const bodyRequests: Readonly<Record<string, readonly Row[]>> = {
  "bodies without a form": [
    post("", undefined, "empty"),
    post("plain text", "text/plain"),
    post("no type"),
    post("h\u00e9llo \u20ac \u{1f98a}", "text/plain; charset=utf-8", "Unicode"),
    post(BINARY, "application/octet-stream", "every byte"),
    post(Buffer.from([0xff, 0xfe]), "image/png", "binary with a type of its own"),
    post("\ufefftext", "text/plain", "a byte order mark"),
    post("a\r\nb\0c", "text/plain", "control characters"),
    post("x".repeat(200_000), "text/plain", "200,000 bytes"),
    ...["PUT", "PATCH", "DELETE"].map((method) =>
      post("data", "text/plain", undefined, `/${method.toLowerCase()}?a=1`, method),
    ),
    ...["GET", "PUT", "TRACE", "DELETE"].map((method) =>
      post("data", "text/plain", undefined, "/anything/x", method),
    ),
    { method: "POST", path: "/httpbin/post", headers: [["Transfer-Encoding", "chunked"]], body: "in chunks" },
    post("ignored", "text/plain", "a body that is not asked for", "/ip", "GET"),
    post("ignored", "text/plain", "a body that no route takes", "/nope"),
    post("a=1", FORM, undefined, "/delay/0", "GET"),
    post("a=1", FORM, undefined, "/gzip", "GET"),
  ],
  JSON: JSON_TEXTS.map((body) => post(body, JSON_TYPE, body)),
  "JSON of other kinds": [
    post('{"a":1}', "text/plain", "JSON under another type"),
    post('{"a":1}', undefined, "JSON without a type"),
    post("[".repeat(5000), JSON_TYPE, "nested too deeply"),
    post('{"a":1}', JSON_TYPE, "by DELETE", "/delete", "DELETE"),
    post('{"a":1}', JSON_TYPE, "by GET", "/anything", "GET"),
  ],
  forms: [
    ...FORMS.map((body) => post(body, FORM, body)),
    post("a=1&b=2", `${FORM}; charset=utf-8`, "with a charset"),
    post("a=1&b=2", "Application/X-WWW-Form-Urlencoded", "type in capitals"),
    post("a=1", "application/x-url-encoded", "the type's older name"),
    post("a=h\u00e9", FORM, "raw UTF-8"),
    post(Buffer.from([0x61, 0x3d, 0xff, 0x26, 0x62, 0x3d, 0x31]), FORM, "raw bytes"),
    ...["PUT", "PATCH", "DELETE"].map((method) =>
      post("a=1", FORM, undefined, `/${method.toLowerCase()}`, method),
    ),
    post('{"a":1}', FORM, "JSON under a form's type"),
  ],
  "multipart forms": [
    form(
      [
        [field("a"), "1"],
        [field("b"), "2"],
        [field("a"), "3"],
      ],
      "fields",
    ),
    form([[file("f", "a.txt", "text/plain"), "content"]], "a file"),
    form([[file("f", "a.bin", "image/png"), BINARY]], "a binary file"),
    form([[file("f", "a.bin"), BINARY]], "a binary file without a type"),
    form([[file("f", "a.bin", "text/plain"), BINARY]], "a binary file that claims to be text"),
    form([[file("f", "a", "image/png; x=y"), BINARY]], "a type with parameters"),
    form(
      [
        [file("f", "a", "text/plain"), "1"],
        [file("f", "b", "text/plain"), "2"],
      ],
      "two files of a name",
    ),
    form(
      [
        [field("a"), "1"],
        [file("f", "\u00e9.txt", "text/plain"), "h\u00e9"],
        [field("\u00e9"), "\u20ac"],
      ],
      "Unicode",
    ),
    form(
      [
        [field("a"), ""],
        [file("f", "", "application/octet-stream"), ""],
      ],
      "empty parts",
    ),
    form([[field("a"), "line\r\nline\n--c"]], "line ends"),
    form([[field("a"), Uint8Array.of(0xff)]], "a field that is not valid UTF-8"),
    form([], "no part"),
    form([[field("a", "\r\nContent-Type: text/plain; charset=utf-8"), "1"]], "a field with a type"),
    form([[field("a"), "1"]], "by PUT", "/put", "PUT"),
    form([[field("a"), "1"]], "by GET", "/anything", "GET"),
    post(multipart([[field("a"), "1"]]), 'multipart/form-data; boundary="b"', "boundary in quotes"),
    post(multipart([[field("a"), "1"]]), "multipart/form-data", "no boundary"),
    post(multipart([[field("a"), "1"]], ""), "multipart/form-data; boundary=b", "cut off"),
    post("nothing of the kind", "multipart/form-data; boundary=b", "no multipart at all"),
    post(
      multipart([[field("a"), "1"]], "--b--"),
      "multipart/form-data; boundary=b",
      "no line end at the end",
    ),
    post("", "multipart/form-data; boundary=b", "empty"),
  ],
};
