/** Templates of CloudFormation, as AWS's own validator reads them. */
import { RegoEngine, TemplateFile, TemplateModel, type ResolvedValue } from "@aws/cloudformation-validate";

export type Properties = Readonly<Record<string, unknown>>;
export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
}

/** The resources of a template with the properties that Globals give them. A reference is the text `reference`. */
export function resourcesOf(file: string): Record<string, Resource> {
  const model = new TemplateModel(new TemplateFile(file));
  try {
    const entries = Object.entries(model.resources()).map(([name, { resourceType, properties }]) => {
      const values = Object.entries(properties).map(([key, value]) => [key, plain(value)]);
      return [name, { Type: resourceType, Properties: Object.fromEntries(values) as Properties }] as const;
    });
    return Object.fromEntries(entries);
  } finally {
    model.free();
  }
}

/** Returns the errors of a template, without advice and without one rule that is known to be wrong about one entity. */
export function findings(file: string, except?: { ruleId: string; logicalId: string }): string[] {
  const engine = new RegoEngine();
  try {
    const exclude = except === undefined ? {} : { logicalIds: [except] };
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(file), {
      severityLevel: "WARN",
      exclude,
    });
    const lines = diagnostics.map(
      ({ ruleId, entity, message }) => `${ruleId} ${entity?.logicalId}: ${message}`,
    );
    return status === "OK" ? lines : [...lines, `status ${status}`];
  } finally {
    engine.free();
  }
}

function plain(value: ResolvedValue): unknown {
  if ("Concrete" in value) return JSON.parse(JSON.stringify(value.Concrete.value), reference);
  if ("List" in value) return value.List.items.map(plain);
  if ("Map" in value)
    return Object.fromEntries(value.Map.entries.map((each) => [each.key, plain(each.value)]));
  return "reference";
}

/** Within what is otherwise known, a reference is an object that names its function. */
function reference(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "__intrinsic" in value ? "reference" : value;
}
