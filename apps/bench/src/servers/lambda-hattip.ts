import adapter from "@hattip/adapter-aws-lambda";
import { fetchApp } from "../apps/_fetch-app.ts";

const app = fetchApp();

export const handler: unknown = adapter(({ request }) => app(request));
