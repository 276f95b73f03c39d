/** Returns the offset in a path at which the mount ends. */
export type MountEnd = (path: string) => number;

/**
 * Returns a function that finds the prefix in the paths that Fastify has routed to it. It counts segments: Fastify matches
 * decoded paths, perhaps ignoring case, and a segment of the prefix may be a parameter.
 *
 * @param prefix as Fastify has it: `""`, `/api`, `/tenants/:id`
 * @param skipsSlashes true if Fastify treats several slashes as one
 */
export function mountEnd(prefix: string, skipsSlashes: boolean): MountEnd {
  const segments = prefix.split("/").filter((segment) => segment !== "").length;
  return (path) => {
    let end = 0;
    for (let i = 0; i < segments; i++) {
      if (skipsSlashes) while (path[end + 1] === "/") end++;
      const slash = path.indexOf("/", end + 1);
      end = slash < 0 ? path.length : slash;
    }
    return end;
  };
}
