import { createServer, type Server } from "node:http";
import { mount, type Application } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import { TEXT, TEXT_TYPE } from "../scenarios/_payload.ts";
import { treesOf } from "./_trees.ts";

const application = (): Application => (_environ, startResponse) => {
  startResponse(200, [["content-type", TEXT_TYPE]]);
  return TEXT;
};

export default function start(): Server {
  const treeOf = treesOf((places) =>
    toNode(mount(Object.fromEntries(places.map((place) => [place, application()])))),
  );
  return createServer((request, response) => treeOf(request.url!)(request, response));
}
