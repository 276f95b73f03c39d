/** For examples that read a form: a request with one, and storage for its contents. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environ } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";

export { writeFile } from "node:fs/promises";

const part = (disposition: string, text: string): string =>
  `--b\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;

export const environ: Environ = createEnviron({
  method: "POST",
  headers: { "content-type": "multipart/form-data; boundary=b" },
  body: `${part('name="title"', "A photo")}${part('name="photo"; filename="a.jpg"', "bytes")}--b--\r\n`,
});
export const fields = new Map<string, string | undefined>();
export const key = "photo";
export const bucket = {
  put: async (_key: string, stream: ReadableStream<Uint8Array>): Promise<void> => {
    await new Response(stream as never).bytes();
  },
};

const folder = mkdtempSync(join(tmpdir(), "tsgi-example-"));
export const pathFor = (name: string): string => join(folder, name);
