/** Input of the routes in JSON Schema 2020-12, and its validation. */
import { Validator } from "@cfworker/json-schema";
import type { FastifySchemaCompiler } from "fastify";
import { ID_PATTERN } from "../_ids.ts";

export const idParams = {
  type: "object",
  properties: { id: { type: "string", pattern: ID_PATTERN.source } },
  required: ["id"],
} as const;

export const listQuery = {
  type: "object",
  properties: {
    limit: { type: "string", pattern: "^[1-9][0-9]{0,2}$", description: "1 to 999, usually 100" },
  },
} as const;

export const fileSchema = {
  type: "object",
  properties: {
    id: { type: "string", pattern: ID_PATTERN.source },
    name: { type: "string" },
    type: { type: "string" },
    size: { type: "integer" },
    etag: { type: "string" },
    uploadedAt: { type: "string", format: "date-time" },
    url: { type: "string" },
  },
  required: ["id", "name", "type", "size", "etag", "uploadedAt", "url"],
} as const;

export const fileList = {
  type: "object",
  properties: { files: { type: "array", items: fileSchema } },
  required: ["files"],
} as const;

/** Fastify's own validator and serializer compile with `new Function`, which Workers forbid: this one interprets. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => {
  const validator = new Validator(schema, "2020-12");
  return (value: unknown) => {
    const { valid, errors } = validator.validate(value);
    return valid ? { value } : { error: new Error(errors.at(-1)!.error) };
  };
};
