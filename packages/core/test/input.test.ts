import { describe, expect, test } from "vitest";
import { BaseInput, MemoryInput, tooLarge } from "../src/server/index.ts";
import type { Input } from "../src/index.ts";
import { fakeEnviron } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A fake of a host's input: counts what is pulled and closed. An Error among its chunks is thrown. */
class FakeInput extends BaseInput {
  pulled = 0;
  closed = 0;
  limits: number[] = [];
  readonly #chunks: Iterator<string | Error>;

  constructor(...chunks: (string | Error)[]) {
    super();
    this.#chunks = chunks.values();
  }
  protected override async collect(limit: number): Promise<Uint8Array> {
    this.limits.push(limit);
    return encode([...{ [Symbol.iterator]: () => this.#chunks }].join(""));
  }
  protected override chunks(): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        this.pulled++;
        const step = this.#chunks.next();
        if (step.value instanceof Error) throw step.value;
        return step.done ? { done: true, value: undefined } : { done: false, value: encode(step.value) };
      },
      return: async () => {
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}

async function collected(input: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of input) text += new TextDecoder().decode(chunk);
  return text;
}

const memory = (text: string): Input => new MemoryInput(encode(text));

describe("the five ways to read", () => {
  test("return the same", async () => {
    const text = '{"a":"é"}';
    expect(await memory(text).bytes()).toEqual(encode(text));
    expect(await memory(text).text()).toBe(text);
    expect(await memory(text).json()).toEqual({ a: "é" });
    expect(await collected(memory(text))).toBe(text);
    expect(await new Response(memory(text).stream()).text()).toBe(text);
  });

  test("[S21][S32][P34] read an empty body at once if there is none", async () => {
    expect(await fakeEnviron().input.bytes()).toEqual(new Uint8Array(0));
    expect(await fakeEnviron().input.text()).toBe("");
    expect(await collected(fakeEnviron().input)).toBe("");
    expect(await new Response(fakeEnviron().input.stream()).text()).toBe("");
    await expect(fakeEnviron().input.json()).rejects.toEqual(coded("TSGI_INPUT_JSON"));
  });

  test("[S71] chunks and whole bodies are bytes", async () => {
    for await (const chunk of memory("x")) expect(chunk).toBeInstanceOf(Uint8Array);
    expect(await new FakeInput("x").bytes()).toBeInstanceOf(Uint8Array);
  });

  const ways: [string, (input: Input) => Promise<unknown>][] = [
    ["bytes", (input) => input.bytes()],
    ["text", (input) => input.text()],
    ["json", (input) => input.json()],
    ["stream", async (input) => input.stream()],
    ["iteration", async (input) => input[Symbol.asyncIterator]()],
  ];
  test.each(ways.flatMap(([first, one]) => ways.map(([second, two]) => [first, second, one, two] as const)))(
    "%s and then %s is an error",
    async (_first, _second, one, two) => {
      const input = memory("1");
      await one(input);
      await expect(two(input)).rejects.toEqual(coded("TSGI_INPUT_USED"));
    },
  );

  test("a whole read that was refused has consumed the input too", async () => {
    const input = memory("12");
    await expect(input.bytes({ limit: 1 })).rejects.toEqual(coded("TSGI_INPUT_TOO_LARGE"));
    await expect(input.bytes()).rejects.toEqual(coded("TSGI_INPUT_USED"));
  });
});

describe("the limit of whole reads", () => {
  test.each([
    ["bytes", (input: Input, limit: number) => input.bytes({ limit })],
    ["text", (input: Input, limit: number) => input.text({ limit })],
    ["json", (input: Input, limit: number) => input.json({ limit })],
  ])("holds for %s, to the byte", async (_name, read) => {
    await expect(read(memory("1234"), 3)).rejects.toMatchObject({
      code: "TSGI_INPUT_TOO_LARGE",
      status: 413,
    });
    await expect(read(memory("1234"), 4)).resolves.toBeTruthy();
    await expect(read(memory("1234"), Infinity)).resolves.toBeTruthy();
    await expect(read(memory("1"), 0)).rejects.toEqual(coded("TSGI_INPUT_TOO_LARGE"));
  });

  test("is 1 MiB by default, and is passed to the host", async () => {
    const input = new FakeInput("x");
    await input.bytes();
    expect(input.limits).toEqual([1_048_576]);
    await expect(new MemoryInput(new Uint8Array(1_048_576)).bytes()).resolves.toHaveLength(1_048_576);
    await expect(new MemoryInput(new Uint8Array(1_048_577)).text()).rejects.toEqual(
      coded("TSGI_INPUT_TOO_LARGE"),
    );
  });

  test("does not hold for streams", async () => {
    const large = new Uint8Array(1_048_577);
    let size = 0;
    for await (const chunk of new MemoryInput(large)) size += chunk.length;
    expect(size).toBe(large.length);
    const stream = new MemoryInput(large).stream();
    expect((await new Response(stream).arrayBuffer()).byteLength).toBe(large.length);
  });

  test("is named in the error", () => {
    expect(tooLarge(5).message).toContain("more than 5 bytes");
  });
});

describe("text and json", () => {
  test("text is UTF-8; invalid bytes become U+FFFD", async () => {
    expect(await new MemoryInput(Uint8Array.of(0xe3, 0x81, 0x82, 0xff)).text()).toBe("あ\uFFFD");
  });

  test.each(["", "{", "secret-token", "{'a': 1}", "[1,]"])(
    "json of %j is a 400, and quotes nothing of the body",
    async (text) => {
      const error = await memory(text)
        .json()
        .then(
          () => undefined,
          (reason: unknown) => reason as Error,
        );
      expect(error).toMatchObject({ code: "TSGI_INPUT_JSON", status: 400 });
      expect(error!.cause).toBeUndefined();
      expect(error!.message).toBe("[tsgi/core] TSGI_INPUT_JSON: The request body is not valid JSON");
    },
  );

  test.each(["{}", "5", '""', "[]", "null", ' {"a": 1} ', "\uFEFF{}"])("json of %j is read", async (text) => {
    expect(await memory(text).json()).toEqual(JSON.parse(text.replace("\uFEFF", "")));
  });
});

describe("chunk by chunk", () => {
  test("[S32] an iterator that reached the end stays there", async () => {
    const iterator = memory("x")[Symbol.asyncIterator]();
    const steps = [];
    for (let i = 0; i < 3; i++) steps.push((await iterator.next()).done ?? false);
    expect(steps).toEqual([false, true, true]);
  });

  test("a stream pulls only when it is read", async () => {
    const input = new FakeInput("a", "b", "c");
    const reader = input.stream().getReader();
    await Promise.resolve();
    expect(input.pulled).toBe(0);
    expect((await reader.read()).value).toEqual(encode("a"));
    expect(input.pulled).toBe(1);
    await reader.read();
    expect(input.pulled).toBe(2);
  });

  test("a stream that is cancelled closes the host's iterator once", async () => {
    const input = new FakeInput("a", "b");
    const reader = input.stream().getReader();
    await reader.read();
    await reader.cancel();
    expect([input.pulled, input.closed]).toEqual([1, 1]);
  });

  test("leaving the loop closes the host's iterator once", async () => {
    const input = new FakeInput("a", "b");
    for await (const chunk of input) {
      expect(chunk).toEqual(encode("a"));
      break;
    }
    expect([input.pulled, input.closed]).toEqual([1, 1]);
  });

  test("an upload that breaks off rejects, it does not end", async () => {
    const broken = [1, 2].map(() => new FakeInput("a", new Error("broken off")));
    await expect(collected(broken[0]!)).rejects.toThrow("broken off");
    await expect(new Response(broken[1]!.stream()).text()).rejects.toThrow("broken off");
  });
});
