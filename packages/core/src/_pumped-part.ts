import { HostPart } from "./_host-part.ts";
import { Pump } from "./_pump.ts";
import type { Chunk } from "./types.ts";

/** What stands between a streamed body and a host's ways to send. */
export abstract class PumpedPart extends HostPart {
  /** In here, where it may use what only a class itself may. */
  static readonly #Pump = class extends Pump {
    readonly #part: PumpedPart;

    constructor(part: PumpedPart, body: unknown) {
      super(body);
      this.#part = part;
    }
    protected override openBody(): number | false {
      return this.#part.openBody();
    }
    protected override write(chunk: Chunk): boolean {
      return this.#part.write(chunk);
    }
    protected override flush(): boolean {
      return this.#part.flush();
    }
    protected override drained(resume: () => void): void {
      this.#part.drained(resume);
    }
    protected override yieldTurn(resume: () => void): void {
      this.#part.yieldTurn(resume);
    }
    protected override endBody(sent: boolean): void {
      this.#part.endBody(sent);
    }
    protected override fail(error: unknown): void {
      this.#part.abort(error);
    }
    protected override report(error: unknown): void {
      this.#part.report(error);
    }
  };

  /** See {@link Pump}. */
  protected abstract openBody(): number | false;
  /** See {@link Pump}. */
  protected abstract endBody(sent: boolean): void;
  /** The response cannot go on. */
  abstract abort(error: unknown): void;

  /** @throws TSGI_BODY_INVALID when the value is no body */
  protected pumpOf(body: unknown): Pump {
    return new PumpedPart.#Pump(this, body);
  }
}
