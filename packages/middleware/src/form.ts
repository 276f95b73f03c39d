import { TsgiError, createKey, type Environ, type Input, type Key, type Middleware } from "@tsgi/core";
import { parseParts } from "./_multipart.ts";
import { anInteger, checkOptions } from "./_options.ts";
import { HttpError } from "./http-error.ts";

/** How much of a form is taken. */
export interface FormOptions {
  /** Bytes of one field, and of a form without files. Default: 1 MiB (1,048,576). */
  readonly fieldSize?: number;
  /** Bytes of one file. Default: 2 MiB (2,097,152). A file is held in memory. */
  readonly fileSize?: number;
  /** Fields and files together. Default: 1,000. */
  readonly parts?: number;
  /** Bytes of all together. Default: 20 MiB (20,971,520). */
  readonly total?: number;
}

/** A file that a client uploads. All of it but the bytes is the client's word. */
export interface UploadedFile {
  /** Without a path; `""` where none was chosen. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A field, or a file. */
export type FormPart =
  | { readonly name: string; readonly value: string; readonly file?: undefined }
  | { readonly name: string; readonly value?: undefined; readonly file: UploadedFile };

/** A form that was read. Names may repeat. */
export class Form {
  readonly parts: readonly FormPart[];

  constructor(parts: readonly FormPart[]) {
    this.parts = parts;
  }

  /** The first value of a field. */
  get(name: string): string | undefined {
    return this.getAll(name)[0];
  }
  getAll(name: string): string[] {
    return this.parts.flatMap((part) => (part.name === name && part.value !== undefined ? [part.value] : []));
  }
  /** The first file of a name. */
  file(name: string): UploadedFile | undefined {
    return this.files(name)[0];
  }
  files(name: string): UploadedFile[] {
    return this.parts.flatMap((part) => (part.name === name && part.file !== undefined ? [part.file] : []));
  }
}

const DEFAULTS: Required<FormOptions> = {
  fieldSize: 1_048_576,
  fileSize: 2_097_152,
  parts: 1000,
  total: 20_971_520,
};
const limitsKey: Key<Required<FormOptions>> = createKey<Required<FormOptions>>("tsgi.form_limits");
const formKey: Key<{ readonly input: Input; readonly form: Promise<Form> }> = createKey("tsgi.form");

/**
 * Sets the limits that {@link formOf} and {@link formParts} keep to; they work without it, too. It reads nothing by itself.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = form({ fileSize: 10_000_000 })(async (environ, startResponse) => {
 *   const sent = await formOf(environ);
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   return `${sent.get("title")}: ${sent.file("photo")?.bytes.length} bytes`;
 * });
 */
export function form(options: FormOptions = {}): Middleware {
  const size = anInteger(0);
  checkOptions("form", options, { fieldSize: size, fileSize: size, parts: size, total: size });
  const limits = { ...DEFAULTS, ...options };
  return (app) => (environ, startResponse) => {
    environ.set(limitsKey, limits);
    return app(environ, startResponse);
  };
}

/**
 * The form that a client sent, urlencoded or multipart; read once, and given again to whoever asks again.
 *
 * @throws an HttpError: 415 when the body is no form, 400 when it is malformed, 413 above a limit; what reading throws
 */
export function formOf(environ: Environ): Promise<Form> {
  const { input } = environ;
  const known = environ.get(formKey);
  // Another input is another form: the request was rewritten.
  if (known?.input === input) return known.form;
  const reading = readAll(environ);
  environ.set(formKey, { input, form: reading });
  return reading;
}

/** The parts of a form one by one, each when it is complete, so that only one is held. Throws as {@link formOf}. */
export async function* formParts(environ: Environ): AsyncGenerator<FormPart, void> {
  const limits = environ.get(limitsKey) ?? DEFAULTS;
  const type = environ.contentType ?? "";
  const kind = type.split(";", 1)[0]!.trim().toLowerCase();
  // What is compressed would have no size before it is read.
  if (environ.header("content-encoding") !== undefined)
    throw new HttpError(415, "A form must not be compressed.");
  if (kind === "application/x-www-form-urlencoded") yield* urlencoded(environ, limits);
  else if (kind !== "multipart/form-data") throw new HttpError(415, "The body is no form.");
  else {
    for await (const { name, filename, type: fileType, bytes } of parseParts(environ.input, type, limits)) {
      // What is no UTF-8 becomes U+FFFD, as in every other text that is read.
      if (filename === undefined) yield { name, value: new TextDecoder().decode(bytes) };
      else yield { name, file: { name: baseName(filename), type: fileType, bytes } };
    }
  }
}

async function readAll(environ: Environ): Promise<Form> {
  const parts: FormPart[] = [];
  for await (const part of formParts(environ)) parts.push(part);
  return new Form(parts);
}

async function* urlencoded({ input }: Environ, limits: Required<FormOptions>): AsyncGenerator<FormPart> {
  const text = await input
    .text({ limit: Math.min(limits.fieldSize, limits.total) })
    .catch((error: unknown) => {
      if (error instanceof TsgiError && error.code === "TSGI_INPUT_TOO_LARGE")
        throw new HttpError(413, "The form is too large.", { cause: error });
      throw error;
    });
  let count = 0;
  // The leading & keeps URLSearchParams from taking a question mark away.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    if (++count > limits.parts) throw new HttpError(413, "The form is too large.");
    yield { name, value };
  }
}

/** Some clients send their own path; none may choose ours (RFC 7578, 4.2). */
function baseName(name: string): string {
  return name
    .replace(/^.*[/\\]/s, "")
    .replace(/\p{Cc}/gu, "")
    .replace(/^\.{1,2}$/, "");
}
