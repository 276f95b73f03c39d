import { parseArgs } from "node:util";
import { callRows } from "./calls.ts";
import { measureCalls } from "./_measure-calls.ts";
import { measureServers } from "./_measure-servers.ts";
import { serverRows } from "./rows.ts";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false } },
  allowPositionals: true,
});
const isWanted = ({ name }: { readonly name: string }): boolean =>
  positionals.length === 0 || positionals.some((text) => name.includes(text));

const all = [...serverRows, ...callRows];
for (const text of positionals) {
  if (all.some(({ name }) => name.includes(text))) continue;
  console.error(
    `There is no row ${JSON.stringify(text)}; choose from: ${all.map(({ name }) => name).join(", ")}`,
  );
  process.exit(1);
}
for (const row of serverRows.filter(isWanted)) await measureServers(row, values.quick);
for (const row of callRows.filter(isWanted)) await measureCalls(row, values.quick);
