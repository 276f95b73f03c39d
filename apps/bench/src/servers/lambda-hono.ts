import { handle } from "hono/aws-lambda";
import { honoApp } from "../apps/_hono-app.ts";

export const handler: unknown = handle(honoApp());
