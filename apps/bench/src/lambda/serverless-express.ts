import serverlessExpress from "@codegenie/serverless-express";
import { expressApp } from "../_express-app.ts";

// Its types are of CommonJS, and know of the function as `default` only.
const adapt = serverlessExpress as unknown as (options: { app: object }) => (event: object) => unknown;

export default adapt({ app: expressApp() });
