import type { HostBody } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";

/**
 * A body that belongs to a Response. Recognised by its methods, so that only a bundle that creates one includes its code.
 */
export interface ResponseOwner extends HostBody {
  /** Returns the Response for a head; undefined if the body must be opened. */
  responseOf(head: Head): Response | undefined;
  /** Returns a Response with this body and another head. */
  under(init: ResponseInit): Response;
}
