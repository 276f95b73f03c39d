import serverless from "serverless-http";
import { expressApp } from "../_express-app.ts";

export default serverless(expressApp());
