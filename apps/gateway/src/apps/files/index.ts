/** Files in Fastify: uploaded by a form, kept in pieces, sent whole or in ranges. */
import helmet from "@fastify/helmet";
import multipartForms from "@fastify/multipart";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { style } from "../../look/style.ts";
import type { AppStorage } from "../../storage.ts";
import { checkChange, sendFile } from "./download.ts";
import { answerFault, FileFault } from "./faults.ts";
import { FileStore, type FileInfo } from "./file-store.ts";
import { uploadPage, wantsPage } from "./page.ts";
import { fileList, idParams, listQuery, validatorCompiler } from "./schemas.ts";
import { keepUploads } from "./uploads.ts";

/** Options of {@link createFiles}. */
export interface FilesOptions {
  /** Store of the files. */
  readonly storage: AppStorage;
  /** Path that the application is mounted at, for the links it makes: `/files`. Default: `""`. */
  readonly basePath?: string;
  /** URL of the site's home page, for a header that leads there. Default: no such header. */
  readonly home?: string;
  /** Largest file, in bytes. Default: 10 MiB. */
  readonly maxFileSize?: number;
  /** Maximum bytes of all files in the store, each counted with 1,024 more; above it an upload is answered 507. Default: 1 GiB. */
  readonly maxTotal?: number;
  /** Maximum files of one form. Default: 10. */
  readonly maxFiles?: number;
  /** Takes the errors that are answered with 500. Default: `console.error`. */
  readonly logError?: (error: unknown) => void;
}

interface WithId {
  Params: { id: string };
}

/** Makes the application. Its own paths start at `/`: the mount removes its path first. */
export function createFiles(options: FilesOptions): FastifyInstance {
  const { basePath = "", home, maxFileSize = 10_485_760, maxFiles = 10, logError = console.error } = options;
  const store = new FileStore(options.storage, options.maxTotal ?? 1_073_741_824);
  const app = fastify({ forceCloseConnections: true, pluginTimeout: 0 });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler<Error & { statusCode?: number; code: string; name: string }>((error, request, reply) =>
    answerFault(error, request, reply, { basePath, home }, logError),
  );
  app.setNotFoundHandler(() => {
    throw new FileFault(404, "there is no such page");
  });
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    // These speak for the whole origin, of which this is a part.
    originAgentCluster: false,
    strictTransportSecurity: false,
  });
  app.register(multipartForms, {
    preservePath: true, // names are cut here, not by the parser, which makes nothing of `..`
    limits: {
      fileSize: maxFileSize,
      files: maxFiles,
      fields: 10,
      fieldSize: 1000,
      fieldNameSize: 100,
      headerPairs: 20,
    },
  });
  // The form that deletes has no fields, and a browser sends it with this type all the same.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: 1024 },
    (_request, _body, done) => done(null),
  );
  app.addHook("onRequest", refuseOtherSites);

  app.get("/", async (_, reply) => {
    reply.header("cache-control", "no-store").type("text/html; charset=utf-8");
    return uploadPage(
      (await store.list()).slice(0, 100),
      { fileSize: maxFileSize, files: maxFiles },
      { basePath, home },
    );
  });

  app.get("/style.css", (_, reply) => reply.type("text/css; charset=utf-8").send(style));

  app.get<{ Querystring: { limit?: string } }>(
    "/uploads",
    { schema: { querystring: listQuery, response: { 200: fileList } } },
    async ({ query: { limit = "100" } }, reply) => {
      reply.header("cache-control", "no-store");
      return { files: (await store.list()).slice(0, Number(limit)).map(shown) };
    },
  );

  app.post("/uploads", { schema: { response: { 201: fileList } } }, async (request, reply) => {
    const infos = await keepUploads(request, store);
    if (wantsPage(request)) return reply.redirect(`${basePath}/`, 303);
    const files = infos.map(shown);
    return reply.code(201).header("location", files[0]!.url).send({ files });
  });

  app.route<WithId>({
    method: ["GET", "HEAD"],
    url: "/uploads/:id",
    schema: { params: idParams },
    handler: async (request, reply) => {
      const info = await store.info(request.params.id);
      if (!info) throw missing();
      return sendFile(request, reply, store, info);
    },
  });

  app.delete<WithId>("/uploads/:id", { schema: { params: idParams } }, async (request, reply) => {
    await remove(request);
    return reply.code(204).send();
  });

  // Forms have GET and POST alone.
  app.post<WithId>("/uploads/:id/delete", { schema: { params: idParams } }, async (request, reply) => {
    await remove(request);
    return reply.redirect(`${basePath}/`, 303);
  });

  async function remove(request: FastifyRequest<WithId>): Promise<void> {
    if (!(await store.remove(request.params.id, (info) => checkChange(request, info)))) throw missing();
  }

  function shown(info: FileInfo): FileInfo & { url: string } {
    return { ...info, url: `${basePath}/uploads/${info.id}` };
  }

  return app;
}

function missing(): FileFault {
  return new FileFault(404, "there is no such file");
}

/** A page of another site can send forms here, but not without the browser saying so (Fetch Metadata). */
async function refuseOtherSites({ method, headers }: FastifyRequest): Promise<void> {
  if (method === "GET" || method === "HEAD") return;
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") throw new FileFault(403, "this form is of another site");
}

const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["data:"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};
