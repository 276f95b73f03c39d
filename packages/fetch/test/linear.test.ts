import { environOf, input, linearTests } from "@tsgi/harness/linear-tests";
import { FetchInput } from "../src/_input.ts";
import { authorityOf, pathOf, targetOf } from "../src/_target.ts";
import { lightHeaders } from "../src/from/light-headers.ts";
import { peek as peekBody } from "../src/from/peek.ts";
import { urlOf } from "../src/from/request-url.ts";

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === chunks.length) controller.close();
      else controller.enqueue(chunks[at++] as Uint8Array<ArrayBuffer>);
    },
  });
}

linearTests(
  [
    {
      name: "the URL of a Request",
      frames: [
        (run) => `http://a/${run}`,
        (run) => `http://${run}`,
        (run) => `http://[${run}]/`,
        (run) => run,
      ],
      parse: (text) => [
        pathOf(text),
        authorityOf(text),
        targetOf(
          { url: text, headers: new Headers() } as never,
          "POST",
          undefined,
          true,
          (_, name) => (name === "host" ? "a" : text),
          false,
        ),
      ],
    },
    {
      name: "the URL for a fetch handler",
      parse: (text) => urlOf(environOf({ target: `/${text}`, headers: { host: "a" } }), true),
    },
    {
      name: "the Host for a fetch handler",
      parse: (text) => urlOf(environOf({ headers: { host: text } }), true),
    },
    {
      name: "Headers for a fetch handler",
      parse: (text) => lightHeaders(environOf({ headers: { a: text } })).get("a"),
    },
  ],
  [
    ...input("the input of a Request", (chunks) => {
      const request = new Request("http://a", {
        method: "POST",
        body: streamOf(chunks),
        duplex: "half",
      } as RequestInit);
      return new FetchInput(request, () => null);
    }),
    {
      name: "a stream that is looked at",
      async read(chunks) {
        for await (const _ of (await peekBody(streamOf(chunks))) as AsyncIterable<Uint8Array>);
      },
    },
  ],
);
