import { environOf, linearTests } from "@tsgi/harness/linear-tests";
import { eventKinds } from "../src/events/index.ts";
import { INTEGRATION_TYPE } from "../src/from/awslambda.ts";
import { groupsOf, joined, listed, parametersOf, unescape } from "../src/from/event-request.ts";
import { HeadReader } from "../src/from/head-reader.ts";

/** As an event has it, with the text in every place that a client fills. */
function eventOf(text: string): Record<string, object> {
  const headers = {
    host: text,
    "x-forwarded-for": text,
    "x-forwarded-proto": text,
    "x-forwarded-port": text,
    cookie: text,
  };
  const multi = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const query = { [text]: text };
  const gateway = { stage: "v1", path: `/v1/${text}`, identity: { sourceIp: text }, domainName: "" };
  const http = { method: "GET", sourceIp: text, protocol: text };
  const v1 = {
    httpMethod: "GET",
    resource: "/{proxy+}",
    headers,
    multiValueHeaders: multi,
    queryStringParameters: query,
  };
  const elb = { httpMethod: "GET", path: `/${text}`, requestContext: { elb: {} } };
  return {
    v1: { ...v1, path: `/${text}`, pathParameters: { proxy: text }, requestContext: gateway },
    "v1 of another path": {
      ...v1,
      path: `/base/${text}`,
      pathParameters: { proxy: `?${text}` },
      requestContext: { ...gateway, path: `/base/${text}` },
    },
    v2: {
      rawPath: `/v1/${text}`,
      rawQueryString: text,
      cookies: [text, text],
      headers,
      requestContext: { stage: "v1", http },
    },
    alb: { ...elb, headers, queryStringParameters: query },
    "alb-multi": { ...elb, multiValueHeaders: multi, multiValueQueryStringParameters: { [text]: [text] } },
    lattice1: { raw_path: `/${text}`, method: "GET", headers, query_string_parameters: query },
    edge: {
      Records: [
        {
          cf: {
            request: {
              method: "GET",
              uri: `/${text}`,
              querystring: text,
              clientIp: text,
              headers: { host: [{ key: "Host", value: text }] },
            },
          },
        },
      ],
    },
  };
}

function readEvent(event: object): void {
  const kind = eventKinds.find(({ is }) => is(event as never))!;
  kind.read(event as never);
  kind.connection(event as never, kind.fields(event as never));
}

linearTests(
  [
    ...["v1", "v1 of another path", "v2", "alb", "alb-multi", "lattice1", "edge"].map((name) => ({
      name: `an event of Lambda, ${name}`,
      parse: (text: string) => readEvent(eventOf(text)[name]!),
    })),
    {
      name: "the event of a Lambda function",
      parse(text) {
        const environ = environOf({ target: `/?${text.replaceAll("#", "")}`, headers: { cookie: text } });
        const request = {
          environ,
          path: text,
          stage: "",
          fields: environ.headers,
          body: new Uint8Array(),
          id: "",
        };
        return [listed(parametersOf(request, true)), joined(groupsOf(request), ","), unescape(text)];
      },
    },
  ],
  [
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
  ],
);
