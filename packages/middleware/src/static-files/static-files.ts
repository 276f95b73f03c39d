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

/** Options of {@link staticFiles}. Set either `root` or `assets`. */
export interface StaticFilesOptions {
  /** The folder, absolute or relative to the working directory at the start. */
  readonly root?: string;
  /** Returns the files of a platform without folders: for example a Worker's binding, from its environ. */
  readonly assets?: (environ: Environ) => Assets;
  /** The file to send for a folder. Default: `index.html`. */
  readonly index?: string;
  /** Sends `name.br`, `name.zst` or `name.gz` in place of `name` to clients that accept it. Default: true. */
  readonly precompressed?: boolean;
  /** Cache-Control of the files. Default: `public, max-age=0`, so that clients revalidate. */
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
 * Responds to GET and HEAD with files, with single and multiple ranges, conditional requests and precompressed files.
 * Requests for which there is no file go on to the application. It never serves names that begin with a dot, or files
 * outside the root, not even through a link.
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
    throw optionError("staticFiles", "root", root, "set, or assets, but not both");
  }
  const files = root === undefined ? undefined : fileSystem();
  if (root !== undefined && files === undefined) {
    throw optionError("staticFiles", "root", root, "omitted on a platform without files: set assets");
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
  /** Without links: it opens the file that it checked, even if a link changes meanwhile. */
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

  /** Returns the encoded file that the client prefers; undefined if there is only one. */
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

  /** Redirects to a folder with a slash at its end, so that the links of its index are relative to it. */
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

  /** Returns a file or folder that may be served. */
  async #find(path: string): Promise<Found | undefined> {
    // This one check settles most requests for files that do not exist.
    const stats = await statOf(this.#files, path);
    if (stats === undefined || (!stats.isFile() && !stats.isDirectory())) return undefined;
    const place = await placeBelow(this.#files, this.#realRoot!, path);
    return place === undefined ? undefined : { place, stats };
  }
}
