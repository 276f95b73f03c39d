import { TsgiError, createKey, type Environ, type Input, type Key, type Middleware } from "@tsgi/core";
import { multipartOf, type StreamedPart } from "./parts.ts";
import { tooMuch, type MultipartLimits } from "./multipart.ts";
import { anInteger, checkOptions } from "../shared/options.ts";
import { HttpError } from "../http-error.ts";

export type { FileUpload, StreamedPart } from "./parts.ts";

/** Options of {@link form}. A form above a limit is rejected with 413. */
export interface FormOptions {
  /** Maximum number of fields. Default: 1,000. */
  readonly fields?: number;
  /** Maximum number of files. Default: 100. */
  readonly files?: number;
  /** Maximum number of fields and files together. Default: 1,000. */
  readonly parts?: number;
  /** Maximum size of the headers of one part in bytes. Default: 8 KiB (8,192). */
  readonly headerSize?: number;
  /** Maximum size in bytes of one field, and of an urlencoded form. Default: 1 MiB (1,048,576). */
  readonly fieldSize?: number;
  /** Maximum size of one file in bytes. Default: 2 MiB (2,097,152). */
  readonly fileSize?: number;
  /** Maximum size of the whole form in bytes. Default: 20 MiB (20,971,520). */
  readonly total?: number;
}

/** An uploaded file. Everything but the bytes is what the client claims. */
export interface UploadedFile {
  /** Without a path; `""` if no file was chosen. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A field, or a file. */
export type FormPart =
  | { readonly name: string; readonly value: string; readonly file?: undefined }
  | { readonly name: string; readonly value?: undefined; readonly file: UploadedFile };

/** A form. Names may repeat. */
export class Form {
  readonly parts: readonly FormPart[];

  constructor(parts: readonly FormPart[]) {
    this.parts = parts;
  }

  /** Returns the first value of a field. */
  get(name: string): string | undefined {
    return this.getAll(name)[0];
  }
  getAll(name: string): string[] {
    return this.parts.flatMap((part) => (part.name === name && part.value !== undefined ? [part.value] : []));
  }
  /** Returns the first file of a name. */
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
 * Sets the limits of {@link formOf} and {@link formParts}, which also work without it. It reads nothing itself.
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
 * Reads the form that a client sent, urlencoded or multipart, with its files in memory. Later calls return the same form.
 *
 * @throws an HttpError: 415 if the body is not a form, 400 if it is malformed, 413 above a limit; and the errors of reading
 */
export function formOf(environ: Environ): Promise<Form> {
  const { input } = environ;
  const known = environ.get(formKey);
  // Another input has another form: the request was rewritten.
  if (known?.input === input) return known.form;
  const reading = readAll(environ);
  environ.set(formKey, { input, form: reading });
  return reading;
}

/**
 * Reads the parts of a form one by one, as they arrive: a field with its value, a file with a stream of its content. It
 * does not read ahead of the caller, so a client sends no faster than the caller reads. It skips what is left of a file
 * when the caller asks for the next part, and stops reading the body when the caller leaves the loop. Throws like {@link
 * formOf}.
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
  // The size of a compressed form is unknown before it is read.
  if (environ.header("content-encoding") !== undefined)
    throw new HttpError(415, "A form must not be compressed.", {
      headers: [["accept-encoding", "identity"]],
    });
  const isMultipart = kind === "multipart/form-data";
  if (!isMultipart && kind !== "application/x-www-form-urlencoded") {
    throw new HttpError(415, "The body is not a form.");
  }
  if ((environ.contentLength ?? 0) > limits.total) throw tooMuch("The form is too large.");
  yield* isMultipart ? multipartOf(environ.input, type, limits) : urlencoded(environ, limits);
}

async function readAll(environ: Environ): Promise<Form> {
  const parts: FormPart[] = [];
  for await (const { name, value, file } of formParts(environ)) {
    if (file === undefined) parts.push({ name, value });
    else {
      const bytes = await file.input.bytes({ limit: Infinity }); // the form's own limit applies
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
  // The leading & prevents URLSearchParams from removing a question mark.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    if (++count > most) throw tooMuch(`A form may have at most ${most} fields.`);
    yield { name, value };
  }
}
