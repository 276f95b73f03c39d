import { Environ, type FileRange, type HeaderList, type HostBody } from "@tsgi/core";
import { NodeFile } from "./file-body.ts";
import { exchangeOf } from "@tsgi/core/server";
import type { NodeTransport } from "./node-transport.ts";

/** An Environ with the capabilities of Node. */
export class NodeEnviron extends Environ {
  override earlyHints(headers: HeaderList): void {
    transportOf(this).sendEarlyHints(headers);
  }

  override fileBody(path: string, range?: FileRange): HostBody {
    return new NodeFile(path, range);
  }

  override trailers(names: readonly string[], produce: () => HeaderList | PromiseLike<HeaderList>): void {
    transportOf(this).announceTrailers(names, produce);
  }
}

function transportOf(environ: Environ): NodeTransport {
  return exchangeOf(environ).transport as NodeTransport;
}
