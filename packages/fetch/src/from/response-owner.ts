import type { HostBody } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";

/** A body that belongs to a Response. Recognised by its methods: only a bundle that creates one has its code. */
export interface ResponseOwner extends HostBody {
  /** Returns the Response for a head; undefined if the body has to be opened. */
  responseOf(head: Head): Response | undefined;
  /** Returns a Response of this body under another head. */
  under(init: ResponseInit): Response;
}
