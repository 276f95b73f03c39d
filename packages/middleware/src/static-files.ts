import type { Application, Body, Environ, HeaderList, Middleware, StartResponse } from "@tsgi/core";
import { serveAsset, type Assets } from "./_assets.ts";
import { sendFile } from "./_file-response.ts";
import { fileSystem, statOf, type FileSystem, type Stats } from "./_file-system.ts";
import { mediaTypeOf } from "./_media-types.ts";
import { chooseEncoding } from "./_negotiate-encoding.ts";
import {
  aBoolean,
  aFieldValue,
  aFunction,
  aText,
  checkOptions,
  optionError,
  type Check,
} from "./_options.ts";
import { isBelow, staticPath } from "./_static-path.ts";

export type { Assets } from "./_assets.ts";

/** Where {@link staticFiles} finds files. One of `root` and `assets`. */
export interface StaticFilesOptions {
  /** The folder, absolute or from where the process was started. */
  readonly root?: string;
  /** Gives the platform's own files, for a platform without folders: a Worker's binding, by its environ. */
  readonly assets?: (environ: Environ) => Assets;
  /** The file that stands for a folder. Default: `index.html`. */
  readonly index?: string;
  /** Sends `name.br`, `name.zst` or `name.gz` in place of `name` to clients that take it. Default: true. */
  readonly precompressed?: boolean;
  /** Cache-Control of the files. Default: `public, max-age=0`, a client asks whether it changed. */
  readonly cacheControl?: string;
}

const SUFFIXES = { br: ".br", zstd: ".zst", gzip: ".gz" } as const;
type Coding = keyof typeof SUFFIXES;
const CODINGS: readonly Coding[] = ["br", "zstd", "gzip"];
const aFileName: Check = {
  is: (value) => typeof value === "string" && staticPath([value], "index") !== undefined,
  must: "the name of a file",
};

/**
 * Answers GET and HEAD with files: with ranges, several too, conditional requests, and precompressed forms. What is no file
 * goes on to the application. Never served: what begins with a dot, and what lies outside the root, links followed.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = staticFiles({ root: "public" })(shop);
 */
export function staticFiles(options: StaticFilesOptions): Middleware {
  checkOptions("staticFiles", options, {
    root: aText,
    assets: aFunction,
    index: aFileName,
    precompressed: aBoolean,
    cacheControl: aFieldValue,
  });
  const { root, assets, index = "index.html" } = options;
  if ((root === undefined) === (assets === undefined)) {
    throw optionError("staticFiles", "root", root, "given, or assets, and not both");
  }
  const files = root === undefined ? undefined : fileSystem();
  if (root !== undefined && files === undefined) {
    throw optionError("staticFiles", "root", root, "left out on a platform without files: give assets");
  }
  const folder = files && new Folder(files, root!, options);
  return (app) => (environ, startResponse) => {
    if (environ.method !== "GET" && environ.method !== "HEAD") return app(environ, startResponse);
    const path = staticPath(environ.segments, index);
    if (path === undefined) return app(environ, startResponse);
    if (folder === undefined) return serveAsset(app, environ, startResponse, assets!(environ), path);
    return folder.serve(app, environ, startResponse, path);
  };
}

class Folder {
  readonly #files: FileSystem;
  readonly #root: string;
  readonly #options: StaticFilesOptions;
  #realRoot: string | undefined = undefined;

  constructor(files: FileSystem, root: string, options: StaticFilesOptions) {
    this.#files = files;
    this.#root = root;
    this.#options = options;
  }

  async serve(app: Application, environ: Environ, startResponse: StartResponse, name: string): Promise<Body> {
    const files = this.#files;
    this.#realRoot ??= await files.realpath(this.#root);
    const path = `${this.#realRoot}/${name}`;
    const stats = await this.#statBelow(path);
    if (stats === undefined) return app(environ, startResponse);
    if (stats.isDirectory()) return this.#redirect(app, environ, startResponse, path);
    const { precompressed = true, cacheControl = "public, max-age=0" } = this.#options;
    const coded = precompressed ? await this.#coded(path, environ) : undefined;
    const headers: HeaderList = [
      ["cache-control", cacheControl],
      ...(coded === undefined ? [] : [["vary", "accept-encoding"] as const]),
      ...(coded?.coding === undefined ? [] : [["content-encoding", coded.coding] as const]),
    ];
    const { size, mtimeMs } = coded?.stats ?? stats;
    return sendFile(environ, startResponse, files, {
      path: coded?.coding === undefined ? path : path + SUFFIXES[coded.coding],
      size,
      modified: mtimeMs,
      type: mediaTypeOf(name),
      headers,
    });
  }

  /** The form that the client would rather have; undefined where there is but one. */
  async #coded(path: string, environ: Environ): Promise<{ coding?: Coding; stats?: Stats } | undefined> {
    const there = new Map<Coding, Stats>();
    for (const coding of CODINGS) {
      const stats = await this.#statBelow(path + SUFFIXES[coding]);
      if (stats?.isFile() === true) there.set(coding, stats);
    }
    if (there.size === 0) return undefined;
    const coding = chooseEncoding(environ.header("accept-encoding"), [...there.keys()]);
    return coding === undefined ? {} : { coding, stats: there.get(coding)! };
  }

  /** A folder is looked at with a slash at its end, so that the links of its index lead to it. */
  async #redirect(
    app: Application,
    environ: Environ,
    startResponse: StartResponse,
    path: string,
  ): Promise<Body> {
    const { index = "index.html" } = this.#options;
    const stats = await this.#statBelow(`${path}/${index}`);
    if (stats?.isFile() !== true) return app(environ, startResponse);
    const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
    startResponse(308, [["location", `${environ.scriptName}${environ.pathInfo}/${query}`]]);
    return null;
  }

  /** Of a file or folder that is not outside of the root. */
  async #statBelow(path: string): Promise<Stats | undefined> {
    const stats = await statOf(this.#files, path);
    if (stats === undefined || (!stats.isFile() && !stats.isDirectory())) return undefined;
    return (await isBelow(this.#files, this.#realRoot!, path)) ? stats : undefined;
  }
}
