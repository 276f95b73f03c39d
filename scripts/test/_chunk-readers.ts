/** Every reader of client input that arrives in chunks of any size. */
import { Readable } from "node:stream";
import { bufferBody, type Environ, type Input } from "@tsgi/core";
import { BaseInput } from "@tsgi/core/server";
import type { ChunkReader, Frame } from "@tsgi/harness/linear";
import { createEnviron } from "@tsgi/testing";
import { HeadReader } from "../../packages/aws-lambda/src/from/head-reader.ts";
import { INTEGRATION_TYPE } from "../../packages/aws-lambda/src/from/awslambda.ts";
import { PayloadInput } from "../../packages/fastify/src/_payload-input.ts";
import { FetchInput } from "../../packages/fetch/src/_input.ts";
import { peek as peekBody } from "../../packages/fetch/src/from/peek.ts";
import { collectChunks } from "../../packages/middleware/src/shared/collect.ts";
import { LimitedInput } from "../../packages/middleware/src/body-limit/limited-input.ts";
import { MultipartReader, type MultipartLimits } from "../../packages/middleware/src/form/multipart.ts";
import { peek } from "../../packages/middleware/src/method-override/peek-input.ts";
import { form, formParts } from "../../packages/middleware/src/form/form.ts";
import { NodeInput } from "../../packages/node/src/_input.ts";
import { StreamInput } from "../../packages/testing/src/_input.ts";

const UNLIMITED: MultipartLimits = {
  fields: Infinity,
  files: Infinity,
  parts: Infinity,
  headerSize: Infinity,
  fieldSize: Infinity,
  fileSize: Infinity,
  total: Infinity,
};
const PART = 'content-disposition: form-data; name="a"';

/** Forms to send in chunks of one byte. */
const FORMS: readonly Frame[] = [
  (run) => `--X\r\n${PART}\r\n\r\n${run}\r\n--X--`,
  (run) => `--X\r\n${PART}; filename="a"\r\n\r\n${run}\r\n--X--`,
  (run) => `--X\r\n${PART}\r\n\r\n${run.replaceAll("a", "\r")}\r\n--X--`,
  (run) => `--X\r\n${PART}\r\n\r\n${run.replaceAll("aaaa", "\r\n--")}\r\n--X--`,
  (run) => `--X\r\n${PART}; filename="${run}"\r\n\r\n\r\n--X--`,
  (run) => `--X\r\n${PART}\r\nX: ${run.replaceAll("a", "\r")}`,
  (run) => `--X\r\n${`${PART}\r\n\r\n\r\n--X\r\n`.repeat(run.length / 48)}`,
  (run) => `--X${run.replaceAll("a", " ")}\r\n${PART}\r\n\r\n\r\n--X--`,
  (run) => `${run}\r\n--X\r\n${PART}\r\n\r\n\r\n--X--`,
  (run) => `--X--${run}`,
];

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === chunks.length) controller.close();
      else controller.enqueue(chunks[at++] as Uint8Array<ArrayBuffer>);
    },
  });
}

class GivenInput extends BaseInput {
  readonly #chunks: readonly Uint8Array[];

  constructor(chunks: readonly Uint8Array[]) {
    super();
    this.#chunks = chunks;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }
  protected override chunks(): AsyncIterator<Uint8Array> {
    return each(this.#chunks);
  }
}

function environOf(chunks: readonly Uint8Array[], type = "text/plain"): Environ {
  return createEnviron({ method: "POST", headers: { "content-type": type } }).derive({
    input: new GivenInput(chunks),
  });
}

/** Returns both ways to read: whole, and chunk by chunk. */
function input(name: string, inputOf: (chunks: readonly Uint8Array[]) => Input): ChunkReader[] {
  return [
    { name: `${name}, whole`, read: (chunks) => inputOf(chunks).bytes({ limit: Infinity }) },
    {
      name: `${name}, chunk by chunk`,
      async read(chunks) {
        for await (const _ of inputOf(chunks));
      },
    },
  ];
}

export const chunkReaders: readonly ChunkReader[] = [
  ...input(
    "Node's input",
    (chunks) =>
      new NodeInput(Object.assign(Readable.from(chunks, { objectMode: true }), { headers: {} }) as never),
  ),
  ...input("Fastify's input", (chunks) => new PayloadInput(each(chunks))),
  ...input("the input of a Request", (chunks) => {
    const request = new Request("http://a", {
      method: "POST",
      body: streamOf(chunks),
      duplex: "half",
    } as RequestInit);
    return new FetchInput(request, () => null);
  }),
  ...input("the input in tests", (chunks) => new StreamInput(each(chunks))),
  ...input("bodyLimit's input", (chunks) => new LimitedInput(environOf(chunks), Infinity)),
  {
    name: "an input that is inspected",
    read: async (chunks) => (await peek(environOf(chunks), 100)).input.bytes({ limit: Infinity }),
  },
  { name: "a buffered body", read: async (chunks) => bufferBody(each(chunks), { limit: Infinity }) },
  {
    name: "an inspected stream",
    async read(chunks) {
      for await (const _ of (await peekBody(streamOf(chunks))) as AsyncIterable<Uint8Array>);
    },
  },
  {
    name: "a form, by its reader",
    frames: FORMS,
    async read(chunks) {
      const reader = new MultipartReader(each(chunks), "X", UNLIMITED);
      while ((await reader.nextPart()) !== undefined) await reader.rest();
    },
  },
  {
    name: "a form, by its parts",
    frames: FORMS,
    async read(chunks) {
      const environ = environOf(chunks, "multipart/form-data; boundary=X");
      form({ headerSize: 1_000_000 })(() => null)(environ, () => {});
      for await (const { file } of formParts(environ)) await file?.input.bytes({ limit: Infinity });
    },
  },
  {
    name: "the result of a Lambda function",
    frames: [(run) => `{"body":"${run}"}`],
    async read(chunks) {
      const head = new HeadReader("alb");
      head.type = "application/json";
      for (const chunk of chunks) head.take(chunk);
      head.end();
    },
  },
  {
    name: "the metadata of a Lambda function",
    async read(chunks) {
      const head = new HeadReader("v2");
      head.type = INTEGRATION_TYPE;
      for (const chunk of chunks.slice(0, chunks.length / 8)) head.take(chunk);
    },
  },
];
