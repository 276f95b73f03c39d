import { contestants } from "../contestants/index.ts";
import { metrics } from "../results/metrics.ts";
import type { Place, Reader } from "../results/reader.ts";
import { scenarios } from "../scenarios/index.ts";
import { percent } from "./_format.ts";
import { markdown } from "./_tables.ts";
import { outcomeOf, type Outcome } from "./target.ts";
import { targets } from "./targets.ts";

/** Lists every target with its figure, and the reason for each missed one. */
export function targetSection(
  reader: Reader,
  why: Readonly<Record<string, string>>,
  again: Reader | undefined,
): string {
  const outcomes = targets.map((target) => outcomeOf(target, reader));
  const lines = outcomes.map((outcome) => [
    outcome.target.says,
    `${outcome.target.sense} ${outcome.target.limit}`,
    figure(outcome),
    verdict(outcome),
    ...(again ? [second(outcomeOf(outcome.target, again))] : []),
    where(outcome),
  ]);
  const heads = ["target", "limit", "figure", "", ...(again ? ["measured again"] : []), "where it is worst"];
  const missed = outcomes.filter(({ worst, isReached }) => worst !== undefined && !isReached);
  const reasons = missed.map(
    ({ target }) => `- ${target.says}: ${why[target.id] ?? "the reason has not been written down yet."}`,
  );
  return [
    markdown(heads, lines),
    ...(reasons.length > 0 ? [`### Why targets are missed\n\n${reasons.join("\n")}`] : []),
  ].join("\n\n");
}

function figure({ worst }: Outcome): string {
  return worst ? `${worst.value.toFixed(2)} ±${percent(worst.spread)}` : "–";
}

/** Formats the worst figure of a second run, which may belong to a different comparison. */
function second(outcome: Outcome): string {
  return `${outcome.worst?.value.toFixed(2) ?? ""} ${verdict(outcome)}`.trim();
}

function verdict({ worst, isReached }: Outcome): string {
  if (!worst) return "not measured";
  return isReached ? "✓" : "✗";
}

function where({ target, worst, measured }: Outcome): string {
  if (!worst) return "";
  const { over, under, metric } = worst.comparison;
  const all = target.comparisons.length;
  const missing = measured < all ? `; ${measured} of ${all} measured` : "";
  return `${nameOf(over)} to ${nameOf(under)}, ${titleOf(over)}, ${metrics[metric].title}${missing}`;
}

function nameOf([, contestant]: Place): string {
  return contestants.find(({ id }) => id === contestant)?.name ?? contestant;
}

function titleOf([scenario]: Place): string {
  return scenarios.find(({ id }) => id === scenario)?.title ?? scenario;
}
