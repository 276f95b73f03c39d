/** Tells where in a path the mount ends. */
export type MountEnd = (path: string) => number;

/**
 * Makes the function that finds a prefix in the paths which Fastify has routed to it. It counts segments: Fastify matches
 * a path decoded and perhaps without regard to case, and a segment of the prefix may be a parameter.
 *
 * @param prefix as Fastify has it: `""`, `/api`, `/tenants/:id`
 * @param skipsSlashes whether Fastify takes several slashes for one
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
