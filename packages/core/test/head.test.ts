import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HeaderList, TsgiError } from "../src/index.ts";
import { Head } from "../src/server/index.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });

describe("status", () => {
  test.each([200, 204, 304, 418, 599])("[A14] takes %j", (status) => {
    expect(new Head(status, []).status).toBe(status);
  });

  test.each([
    0,
    -200,
    100,
    101,
    199,
    600,
    999,
    200.5,
    NaN,
    Infinity,
    "200",
    "200 OK",
    null,
    undefined,
    [200],
    200n,
    {},
  ])("[S42][A14] refuses %s", (status) => {
    expect(() => new Head(status as number, [])).toThrow(coded("TSGI_STATUS_INVALID"));
  });
});

describe("headers", () => {
  test.each([
    ["undefined", undefined],
    ["an object", { "content-type": "text/plain" }],
    ["a Map", new Map([["a", "b"]])],
    ["Headers", new Headers()],
    ["a string", "a: b"],
    ["a flat list", ["a", "b"]],
    ["a pair alone", [["a"]]],
    ["a triple", [["a", "b", "c"]]],
    ["a null", [null]],
    ["a hole", Array.from({ length: 1 })],
    ["a number as value", [["a", 1]]],
    ["an undefined value", [["a", undefined]]],
    ["an array as value", [["set-cookie", ["a=1", "b=2"]]]],
    ["a number as name", [[1, "a"]]],
    ["a String object", [["a", new String("b")]]],
  ])("[S42][A15] refuses %s", (_kind, headers) => {
    expect(() => new Head(200, headers as unknown as HeaderList)).toThrow(coded("TSGI_HEADERS_INVALID"));
  });

  test("go out as given: order, case, duplicates", () => {
    const head = new Head(200, [
      ["X-B", "1"],
      ["x-a", "2"],
      ["Set-Cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x-empty", ""],
    ]);
    expect(head.fields).toEqual([
      "X-B",
      "1",
      "x-a",
      "2",
      "Set-Cookie",
      "a=1",
      "set-cookie",
      "b=2",
      "x-empty",
      "",
    ]);
  });

  test("[S38] the caller's array, frozen or not, is neither kept nor changed", () => {
    const frozen = Object.freeze([
      Object.freeze(["Content-Length", "5"] as const),
      Object.freeze(["a", "b"] as const),
    ]);
    const head = new Head(204, frozen);
    head.dropLength();
    head.setLength(0);
    expect(frozen).toEqual([
      ["Content-Length", "5"],
      ["a", "b"],
    ]);
    expect(new Head(200, frozen).fields).toEqual(["Content-Length", "5", "a", "b"]);
    const own: [string, string][] = [["a", "b"]];
    const kept = new Head(200, own);
    own.push(["c", "d"]);
    own[0]![1] = "changed";
    expect(kept.fields).toEqual(["a", "b"]);
  });
});

describe("names", () => {
  test.each(["a", "X-Custom", "!#$%&'*+-.^_`|~09AZaz"])("[A16] takes %j", (name) => {
    expect(new Head(200, [[name, "v"]]).fields).toEqual([name, "v"]);
  });

  test.each([
    "",
    " a",
    "a ",
    "a b",
    "a:",
    ":a",
    "a\r",
    "a\n",
    "a\0b",
    "a\tb",
    "a,b",
    "(a)",
    'a"b',
    "ä",
    "a/b",
    "a{",
  ])("[S42][A16] refuses %j every time", (name) => {
    for (let time = 0; time < 2; time++) {
      expect(() => new Head(200, [[name, "v"]])).toThrow(coded("TSGI_HEADER_NAME_INVALID"));
    }
  });

  const hopByHop = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "trailers",
    "transfer-encoding",
    "upgrade",
  ];
  test.each([...hopByHop, ...hopByHop.map((name) => name.toUpperCase()), "Keep-Alive", "Transfer-encoding"])(
    "[S41][A18] refuses %s, which is hop-by-hop",
    (name) => {
      for (let time = 0; time < 2; time++) {
        expect(() => new Head(200, [[name, "close"]])).toThrow(coded("TSGI_HEADER_HOP_BY_HOP"));
      }
    },
  );

  test("stay examined when more were seen than are remembered", () => {
    const many = Array.from({ length: 3000 }, (_, i): [string, string] => [`x-${i}`, "v"]);
    expect(new Head(200, many).fields).toHaveLength(6000);
    expect(() => new Head(200, [["late bad", "v"]])).toThrow(coded("TSGI_HEADER_NAME_INVALID"));
    expect(() => new Head(200, [["uPGRADe", "v"]])).toThrow(coded("TSGI_HEADER_HOP_BY_HOP"));
    expect(new Head(200, [["cONTENT-lENGTH", "7"]]).contentLength).toBe(7);
  });
});

describe("values", () => {
  test.each([
    ["", true],
    ["plain text", true],
    ["tab\there", true],
    ["~", true],
    ["é", false],
    ["\x80\xff", false],
  ])("[A17][S70] takes %j", (value, ascii) => {
    const head = new Head(200, [["x", value]]);
    expect(head.fields).toEqual(["x", value]);
    expect(head.ascii).toBe(ascii);
  });

  test("one value above U+007F marks the whole head", () => {
    const head = new Head(200, [
      ["a", "é"],
      ["b", "e"],
    ]);
    expect(head.ascii).toBe(false);
  });

  test.each(["a\r\nSet-Cookie: b=1", "\r", "\n", "\0", "\x1f", "\x7f", "\u0100", "あ", "\ud800", "€"])(
    "[S42][S70][A17][A27] refuses %j",
    (value) => {
      expect(() => new Head(200, [["x-secret", value]])).toThrow(coded("TSGI_HEADER_VALUE_INVALID"));
    },
  );

  test("a refused value does not show in the message", () => {
    const message = refusal(() => new Head(200, [["authorization", "Bearer s3cret\n"]]));
    expect(message).toContain('"authorization"');
    expect(message).not.toContain("s3cret");
    expect(refusal(() => new Head(200, [["x", 12345 as unknown as string]]))).not.toContain("12345");
  });
});

describe("content-length", () => {
  test.each([
    ["0", 0],
    ["42", 42],
    ["999999999999999", 999_999_999_999_999],
  ])("%j is %j bytes", (value, length) => {
    expect(new Head(200, [["Content-Length", value]]).contentLength).toBe(length);
  });

  test.each(["", "-1", "+1", "1.5", "1e3", "0x1", " 1", "1 ", "1, 1", "one", "1000000000000000", "١"])(
    "[S42] refuses %j",
    (value) => {
      expect(() => new Head(200, [["content-length", value]])).toThrow(coded("TSGI_HEADER_VALUE_INVALID"));
    },
  );

  test("[N09] refuses two, equal or not", () => {
    for (const second of ["1", "2"]) {
      const two: HeaderList = [
        ["content-length", "1"],
        ["Content-Length", second],
      ];
      expect(() => new Head(200, two)).toThrow(coded("TSGI_HEADER_VALUE_INVALID"));
    }
  });

  test("[S40] is set by the server unless the application did, in whatever case", () => {
    const without = new Head(200, [["a", "b"]]);
    expect(without.contentLength).toBe(-1);
    without.setLength(3);
    expect([without.contentLength, without.fields]).toEqual([3, ["a", "b", "content-length", "3"]]);
    const declared = new Head(200, [["CONTENT-LENGTH", "5"]]);
    declared.setLength(3);
    expect([declared.contentLength, declared.fields]).toEqual([5, ["CONTENT-LENGTH", "5"]]);
    const zero = new Head(200, [["content-length", "0"]]);
    zero.setLength(3);
    expect([zero.contentLength, zero.fields]).toEqual([0, ["content-length", "0"]]);
  });

  test("can be taken away, and no value is mistaken for it", () => {
    const head = new Head(304, [
      ["x", "content-length"],
      ["Content-Length", "5"],
      ["etag", '"a"'],
    ]);
    head.dropLength();
    expect([head.contentLength, head.fields]).toEqual([-1, ["x", "content-length", "etag", '"a"']]);
    head.dropLength();
    expect(head.fields).toEqual(["x", "content-length", "etag", '"a"']);
  });
});

test.each([
  [200, false],
  [204, true],
  [205, true],
  [206, false],
  [304, true],
  [404, false],
])("a response of status %i is bodiless: %j", (status, bodiless) => {
  expect(new Head(status, []).bodiless).toBe(bodiless);
});

test("[S70] whatever is accepted can be sent: no line of a head holds more than its field", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom("a", "x-y", "\r\n", "é"));
  fc.assert(
    fc.property(text, text, (name, value) => {
      expect(outcome(name, value)).toMatch(
        /^TSGI_HEADER_(?:NAME|VALUE)_INVALID$|^[!-9;-~]+: [\t -~\x80-\xff]*$/,
      );
    }),
  );
});

/** The field as it goes out, or the code of the refusal. */
function outcome(name: string, value: string): string {
  try {
    const { fields } = new Head(200, [[name, value]]);
    return `${fields[0]}: ${fields[1]}`;
  } catch (error) {
    return (error as TsgiError).code;
  }
}

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("not refused");
}
