/** Lists where an existing application answers differently through TSGI than natively, with reasons. */
import type { Answer } from "./_recorded.ts";

export interface Difference {
  readonly reason: string;
  /** Matches the names of requests. */
  readonly requests: RegExp;
  /** True if it depends on chance whether it occurs. */
  readonly byChance?: true;
  /** The rest of the response without what may differ. Default: nothing. */
  readonly rest?: (answer: Answer) => unknown;
}

const besideLength = ({ status, headers, body }: Answer): unknown => [status, headers, body];
const besideType = (answer: Answer): unknown => [
  besideLength({ ...answer, headers: answer.headers.filter((field) => !field.startsWith("content-type:")) }),
  answer.length,
];
const besideTypeAndLength = (answer: Answer): unknown => (besideType(answer) as unknown[])[0];

const ofNodeServer: readonly Difference[] = [
  {
    reason: "@hono/node-server adds a type if there is none, and changes that of an h3 string",
    requests: /^(GET|HEAD) \/bytes|^GET \/h3\/(bytes|cookie|null)/,
    rest: besideType,
  },
  {
    reason: "@hono/node-server's Request cannot be passed to `new Request` unless it replaces the globals",
    requests: /^\w+ \/copy|^POST \/hono\/limited 5 bytes in chunks/,
  },
  {
    reason: "TSGI tells no length of a body under HEAD that turns out empty",
    requests: /^HEAD \/empty/,
    rest: besideLength,
  },
];

const upload: Difference = {
  reason: "an upload that is sent back is there at once or comes in chunks",
  requests: /^POST \/pass/,
  rest: besideLength,
  byChance: true,
};

const leftInPart: Difference = {
  reason:
    "the answer to an upload that was left in part goes out in chunks, so that the rest can be read meanwhile",
  requests: /^POST \/hono\/limited 15 bytes in chunks/,
  rest: besideLength,
};

const ofLambda: readonly Difference[] = [
  ...ofNodeServer,
  {
    reason: "behind a Function URL a body in chunks has come to its end, and has a length",
    requests: /^POST \/(echo|moved).* in chunks$/,
  },
  { reason: "a Function URL is https", requests: /^GET \/h3\/nowhere/ },
];

export const differences: Readonly<Record<string, readonly Difference[]>> = {
  "@hono/node-server plain": ofNodeServer,
  "@hono/node-server validated": ofNodeServer,
  "Bun plain": [
    {
      reason: "Bun drops under HEAD the type of a body if no code has read the headers",
      requests: /^HEAD \/params/,
      rest: besideType,
    },
  ],
  "Bun validated": [
    upload,
    {
      reason: "Bun drops under HEAD the type of a body if no code has read the headers",
      requests: /^HEAD \/params/,
      rest: besideType,
    },
    {
      reason:
        "a body that Bun yields in several pieces goes out in chunks once a middleware waits for the end, without the type of a string",
      requests: /^(GET|HEAD) \/large|in chunks$/,
      rest: besideTypeAndLength,
    },
    {
      reason: "Bun keeps a string beyond Latin-1, and a Blob, as bytes once a middleware waits for the end",
      requests: /^GET \/unicode|^POST \/(text|blob)/,
      rest: besideTypeAndLength,
    },
  ],
  "Deno plain": [upload],
  "Deno validated": [upload, leftInPart],
  "workerd plain": [],
  "workerd validated": [
    {
      reason: "a validator takes exception to workerd's header values beyond Latin-1",
      requests: /\[x-latin1/,
    },
    leftInPart,
  ],
  "Lambda plain": ofLambda,
  "Lambda validated": ofLambda,
};
