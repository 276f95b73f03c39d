/** Finds the names that an example uses but does not declare. */
import { parseAst } from "rolldown/parseAst";

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The names that a module uses, and those that its top level declares. */
export interface Names {
  readonly free: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
}

/**
 * Finds names by a simple rule: a name declared anywhere in the example is its own everywhere. If that is wrong, the type
 * check reports it.
 */
export function namesOf(code: string): Names {
  const program = parseAst(code, { lang: "ts" }) as unknown as { body: Node[] };
  const used = new Set<string>();
  const bound = new Set<string>();
  for (const statement of program.body) visit(statement, used, bound);
  const free = new Set([...used].filter((name) => !bound.has(name)));
  return { free, declared: new Set(program.body.flatMap(declaredBy)) };
}

/** Fields of a node without references: `a` of `b.a`, `{ a: b }` and `a() {}`. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ["property"],
  Property: ["key"],
  MethodDefinition: ["key"],
  PropertyDefinition: ["key"],
  TSPropertySignature: ["key"],
  TSMethodSignature: ["key"],
  ImportSpecifier: ["imported"],
  ExportSpecifier: ["exported"],
};

/** Fields of a node with patterns, which bind names. */
const BINDINGS: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ["id"],
  FunctionDeclaration: ["id", "params"],
  FunctionExpression: ["id", "params"],
  ArrowFunctionExpression: ["params"],
  ClassDeclaration: ["id"],
  CatchClause: ["param"],
  ImportSpecifier: ["local"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  TSInterfaceDeclaration: ["id"],
  TSTypeAliasDeclaration: ["id"],
};

function visit(node: unknown, used: Set<string>, bound: Set<string>): void {
  if (Array.isArray(node)) for (const each of node) visit(each, used, bound);
  if (!isNode(node)) return;
  if (node.type === "Identifier") used.add(node["name"] as string);
  for (const field of BINDINGS[node.type] ?? []) bind(node[field], bound);
  const labels = node["computed"] === true ? [] : (LABELS[node.type] ?? []);
  for (const [field, value] of Object.entries(node)) {
    if (!labels.includes(field)) visit(value, used, bound);
    else if (node["shorthand"] === true) visit(node["value"], used, bound);
  }
}

function bind(pattern: unknown, bound: Set<string>): void {
  if (Array.isArray(pattern)) for (const each of pattern) bind(each, bound);
  if (!isNode(pattern)) return;
  if (pattern.type === "Identifier") bound.add(pattern["name"] as string);
  for (const field of ["elements", "properties", "argument", "left"]) bind(pattern[field], bound);
  if (pattern.type === "Property") bind(pattern["value"], bound);
}

function declaredBy(statement: Node): string[] {
  const names = new Set<string>();
  const inner = statement["declaration"];
  const declaration = isNode(inner) ? inner : statement;
  if (declaration.type === "VariableDeclaration")
    bind(
      (declaration["declarations"] as Node[]).map(({ id }) => id),
      names,
    );
  if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration")
    bind(declaration["id"], names);
  return [...names];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
