import { TsgiError, createKey, type Environ, type Input, type Key, type Middleware } from "@tsgi/core";
import { multipartOf, type StreamedPart } from "./parts.ts";
import { tooMuch, type MultipartLimits } from "./multipart.ts";
import { anInteger, checkOptions } from "../shared/options.ts";
import { HttpError } from "../http-error.ts";

export type { FileUpload, StreamedPart } from "./parts.ts";

/** How much of a form is taken. Above a limit it is refused with 413. */
export interface FormOptions {
  /** Fields. Default: 1,000. */
  readonly fields?: number;
  /** Files. Default: 100. */
  readonly files?: number;
  /** Fields and files together. Default: 1,000. */
  readonly parts?: number;
  /** Bytes of the headers of one part. Default: 8 KiB (8,192). */
  readonly headerSize?: number;
  /** Bytes of one field, and of a form that is urlencoded. Default: 1 MiB (1,048,576). */
  readonly fieldSize?: number;
  /** Bytes of one file. Default: 2 MiB (2,097,152). */
  readonly fileSize?: number;
  /** Bytes of all together. Default: 20 MiB (20,971,520). */
  readonly total?: number;
}

/** A file that a client has uploaded. All of it but the bytes is the client's word. */
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

const DEFAULTS: MultipartLimits = {
  fields: 1000,
  files: 100,
  parts: 1000,
  headerSize: 8192,
  fieldSize: 1_048_576,
  fileSize: 2_097_152,
  total: 20_971_520,
};
const limitsKey: Key<MultipartLimits> = /* @__PURE__ */ createKey<MultipartLimits>("tsgi.form_limits");
const formKey: Key<{ readonly input: Input; readonly form: Promise<Form> }> =
  /* @__PURE__ */ createKey("tsgi.form");

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
  const count = anInteger(0);
  checkOptions("form", options, {
    fields: count,
    files: count,
    parts: count,
    headerSize: count,
    fieldSize: count,
    fileSize: count,
    total: count,
  });
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const limits: MultipartLimits = { ...DEFAULTS, ...(Object.fromEntries(given) as FormOptions) };
  return (app) => (environ, startResponse) => {
    environ.set(limitsKey, limits);
    return app(environ, startResponse);
  };
}

/**
 * The form that a client sent, urlencoded or multipart, with its files in memory; read once, and given again to whoever asks
 * again.
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

/**
 * The parts of a form one by one, as they come in: a field with its value, a file with a stream of its content. Nothing is
 * read ahead of whoever reads the files, so a client sends no faster than that. A file that is not read, or not to its end, is
 * read past; when the loop is left, the body is read no further. Throws as {@link formOf}.
 *
 * @example
 * for await (const { name, value, file } of formParts(environ)) {
 *   if (file !== undefined) await writeFile(pathFor(name), file.input);
 *   else fields.set(name, value);
 * }
 */
export async function* formParts(environ: Environ): AsyncGenerator<StreamedPart, void> {
  const limits = environ.get(limitsKey) ?? DEFAULTS;
  const type = environ.contentType ?? "";
  const kind = type.split(";", 1)[0]!.trim().toLowerCase();
  // What is compressed would have no size before it is read.
  if (environ.header("content-encoding") !== undefined)
    throw new HttpError(415, "A form must not be compressed.", {
      headers: [["accept-encoding", "identity"]],
    });
  const isMultipart = kind === "multipart/form-data";
  if (!isMultipart && kind !== "application/x-www-form-urlencoded") {
    throw new HttpError(415, "The body is no form.");
  }
  if ((environ.contentLength ?? 0) > limits.total) throw tooMuch("The form is too large.");
  yield* isMultipart ? multipartOf(environ.input, type, limits) : urlencoded(environ, limits);
}

async function readAll(environ: Environ): Promise<Form> {
  const parts: FormPart[] = [];
  for await (const { name, value, file } of formParts(environ)) {
    if (file === undefined) parts.push({ name, value });
    else {
      const bytes = await file.input.bytes({ limit: Infinity }); // the form's own limit holds
      parts.push({ name, file: { name: file.name, type: file.type, bytes } });
    }
  }
  return new Form(parts);
}

async function* urlencoded({ input }: Environ, limits: MultipartLimits): AsyncGenerator<StreamedPart> {
  const text = await input
    .text({ limit: Math.min(limits.fieldSize, limits.total) })
    .catch((error: unknown) => {
      if (error instanceof TsgiError && error.code === "TSGI_INPUT_TOO_LARGE")
        throw new HttpError(413, "The form is too large.", { cause: error });
      throw error;
    });
  const most = Math.min(limits.fields, limits.parts);
  let count = 0;
  // The leading & keeps URLSearchParams from taking a question mark away.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    if (++count > most) throw tooMuch(`A form has ${most} fields at most.`);
    yield { name, value };
  }
}
