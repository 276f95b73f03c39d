/**
 * The oxlint rule `tsgi/own-package`: a relative import stays in its package. What packages share is an export of one of them, or
 * of `@tsgi/harness`.
 */
import { posix, relative, sep } from "node:path";

interface Node {
  readonly source?: (Node & { readonly value?: unknown }) | null;
}

/** Has the parts of oxlint's context that the rule uses. */
interface Context {
  readonly cwd: string;
  readonly filename: string;
  report(report: { message: string; node: Node }): void;
}

/**
 * Says why a module must not be imported; undefined if it may be.
 *
 * @param file path of the importing file from the root, with slashes
 */
export function faultOfImport(file: string, specifier: string): string | undefined {
  if (/^@tsgi\/[^/]+\/(?:src|test)\//.test(specifier))
    return `${specifier} is private: import a subpath that the package exports`;
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const [own, other] = [file, posix.join(posix.dirname(file), specifier)].map(packageOf);
  if (own === other) return undefined;
  return `this import leaves ${own}: import a subpath that ${other} exports, or move what is shared to @tsgi/harness`;
}

/** Finds the package of a path: its folder, or the root for scripts and configuration. */
function packageOf(path: string): string {
  return /^(?:apps|internal|packages)\/[^/]+(?=\/)/.exec(path)?.[0] ?? "the root package";
}

function create(context: Context): Record<string, (node: Node) => void> {
  const file = relative(context.cwd, context.filename).replaceAll(sep, "/");
  const check = (node: Node): void => {
    const specifier = node.source?.value;
    const message = typeof specifier === "string" ? faultOfImport(file, specifier) : undefined;
    if (message !== undefined) context.report({ message, node: node.source! });
  };
  return {
    ExportAllDeclaration: check,
    ExportNamedDeclaration: check,
    ImportDeclaration: check,
    ImportExpression: check,
    TSImportType: check,
  };
}

export const ownPackage = { create };
