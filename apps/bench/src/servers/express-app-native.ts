import { createServer, type Server } from "node:http";
import { expressApp } from "../_express-app.ts";

export default function start(): Server {
  return createServer(expressApp());
}
