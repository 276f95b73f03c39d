import { Environ, type FileRange, type HeaderList, type HostBody } from "@tsgi/core";
import { NodeFile } from "./_file.ts";
import type { NodeExchange } from "./_exchange.ts";

/** An Environ with what Node can do besides. */
export class NodeEnviron extends Environ {
  declare readonly exchange: NodeExchange;

  override earlyHints(headers: HeaderList): void {
    this.exchange.sendEarlyHints(headers);
  }

  override fileBody(path: string, range?: FileRange): HostBody {
    return new NodeFile(path, range);
  }

  override trailers(names: readonly string[], produce: () => HeaderList | PromiseLike<HeaderList>): void {
    this.exchange.announceTrailers(names, produce);
  }
}
