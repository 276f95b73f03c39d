/** Every export that takes options refuses those that do not exist and those of a wrong type. */
import * as all from "@tsgi/middleware";
import { describe, expect, test } from "vitest";

/** Exports that take no options: they read an environ, take something else, or are classes and keys. */
const WITHOUT_OPTIONS = new Set([
  "Form",
  "HttpError",
  "cookiesOf",
  "formOf",
  "formParts",
  "isHttpError",
  "problemOf",
  "prometheusMeter",
  "sessionOf",
  "startTiming",
  "timeoutSignal",
  "traceContext",
  "traceHeaders",
]);

type Make = (options: unknown) => unknown;

const makers = Object.entries(all as Record<string, unknown>).filter(
  (entry): entry is [string, Make] => typeof entry[1] === "function" && !WITHOUT_OPTIONS.has(entry[0]),
);

/** Options that exist, by the message that lists them. */
function optionsOf(make: Make): string[] {
  const [, list = ""] = / there are: ([^)]*)\)$/.exec(messageOf(() => make({ nonsense: 1 }))) ?? [];
  return list === "" ? [] : list.split(", ");
}

function messageOf(call: () => unknown): string {
  try {
    call();
    return "";
  } catch (error) {
    return String((error as Error).message);
  }
}

test("there are functions with options", () => {
  expect(makers.length).toBeGreaterThan(30);
});

describe.each(makers)("%s", (name, make) => {
  const refusal = `[tsgi/middleware] TSGI_OPTION_INVALID: `;

  test("refuses an option that does not exist", () => {
    for (const options of [{ nonsense: 1, falthrough: true }, { falthrough: undefined }]) {
      const message = messageOf(() => make(options));
      expect(message.startsWith(refusal)).toBe(true);
      expect(message).toContain(`(${name}: there is no option "${Object.keys(options)[0]}"; there are: `);
    }
  });

  test.each([null, "text", 7, [], () => {}])("refuses %s in place of options", (options) => {
    const message = messageOf(() => make(options));
    expect(message.startsWith(refusal)).toBe(true);
    expect(message).toContain(`(${name}: options is `);
  });

  test("refuses a value of a wrong type for each option", () => {
    for (const option of optionsOf(make)) {
      const message = messageOf(() => make({ [option]: Symbol("wrong") }));
      expect(message.startsWith(refusal)).toBe(true);
      expect(message).toContain(`(${name}: ${option} is `);
    }
  });
});
