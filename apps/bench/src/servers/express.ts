import { createServer, type Server } from "node:http";
import { expressApp } from "../apps/_express-app.ts";

export default function start(): Server {
  return createServer(expressApp());
}
