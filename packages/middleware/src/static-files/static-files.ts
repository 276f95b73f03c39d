import type { Application, Body, Environ, HeaderList, Middleware, StartResponse } from "@tsgi/core";
import { serveAsset, type Assets } from "./assets.ts";
import { sendFile } from "./file-response.ts";
import { fileSystem, statOf, type FileSystem, type Stats } from "./file-system.ts";
import { mediaTypeOf } from "./media-types.ts";
import { chooseEncoding } from "../http/encodings.ts";
import {
  aBoolean,
  aFieldValue,
  aFunction,
  aText,
  checkOptions,
  checkResult,
  optionError,
  type Check,
} from "../shared/options.ts";
import { placeBelow, staticPath } from "./path.ts";

export type { Assets } from "./assets.ts";

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
const anAssets: Check = {
  is: (value) => typeof (value as Assets | null | undefined)?.fetch === "function",
  must: "an object with fetch",
};
const aFileName: Check = {
  is: (value) => typeof value === "string" && staticPath([value], "index") !== undefined,
  must: "the name of a file",
};

/**
 * Answers GET and HEAD with files: with ranges, several too, conditional requests, and precompressed forms. What is no file
 * goes on to the application. Never served: what begins with a dot, and what lies outside the root; both also hold for what
 * a link leads to.
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
    if (folder === undefined) {
      const given = checkResult<Assets>("staticFiles", "assets", assets!(environ), anAssets);
      return serveAsset(app, environ, startResponse, given, path);
    }
    return folder.serve(app, environ, startResponse, path);
  };
}

interface Found {
  /** Without links: what is opened is what was looked at, even if a link changes meanwhile. */
  readonly place: string;
  readonly stats: Stats;
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
    const found = await this.#find(path);
    if (found === undefined) return app(environ, startResponse);
    if (found.stats.isDirectory()) return this.#redirect(app, environ, startResponse, path);
    const { precompressed = true, cacheControl = "public, max-age=0" } = this.#options;
    const coded = precompressed ? await this.#coded(path, environ) : undefined;
    const headers: HeaderList = [
      ["cache-control", cacheControl],
      ...(coded === undefined ? [] : [["vary", "accept-encoding"] as const]),
      ...(coded?.coding === undefined ? [] : [["content-encoding", coded.coding] as const]),
    ];
    const { place, stats } = coded?.found ?? found;
    const { size, mtimeMs } = stats;
    return sendFile(environ, startResponse, files, {
      path: place,
      size,
      modified: mtimeMs,
      type: mediaTypeOf(name),
      headers,
    });
  }

  /** The form that the client would rather have; undefined where there is but one. */
  async #coded(path: string, environ: Environ): Promise<{ coding?: Coding; found?: Found } | undefined> {
    const there = new Map<Coding, Found>();
    for (const coding of CODINGS) {
      const found = await this.#find(path + SUFFIXES[coding]);
      if (found?.stats.isFile() === true) there.set(coding, found);
    }
    if (there.size === 0) return undefined;
    const coding = chooseEncoding(environ.header("accept-encoding"), [...there.keys()]);
    return coding === undefined ? {} : { coding, found: there.get(coding)! };
  }

  /** A folder is looked at with a slash at its end, so that the links of its index lead to it. */
  async #redirect(
    app: Application,
    environ: Environ,
    startResponse: StartResponse,
    path: string,
  ): Promise<Body> {
    const { index = "index.html" } = this.#options;
    const found = await this.#find(`${path}/${index}`);
    if (found?.stats.isFile() !== true) return app(environ, startResponse);
    const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
    startResponse(308, [["location", `${environ.scriptName}${environ.pathInfo}/${query}`]]);
    return null;
  }

  /** A file or folder that may be served. */
  async #find(path: string): Promise<Found | undefined> {
    // Most that is asked for and not there is told by this one look.
    const stats = await statOf(this.#files, path);
    if (stats === undefined || (!stats.isFile() && !stats.isDirectory())) return undefined;
    const place = await placeBelow(this.#files, this.#realRoot!, path);
    return place === undefined ? undefined : { place, stats };
  }
}
