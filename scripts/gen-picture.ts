/** Writes the picture of the README, applications on the left and hosts on the right, from the rows and columns of docs/matrix.md. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, writeOrCheck } from "@tsgi/harness/generated";

interface Theme {
  readonly ground: string;
  readonly box: string;
  readonly border: string;
  readonly ink: string;
  readonly faint: string;
  readonly accent: string;
  readonly onAccent: string;
}

const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: {
    ground: "#ffffff",
    box: "#f6f8fa",
    border: "#d1d9e0",
    ink: "#1f2328",
    faint: "#59636e",
    accent: "#0550ae",
    onAccent: "#ffffff",
  },
  dark: {
    ground: "#0d1117",
    box: "#151b23",
    border: "#3d444d",
    ink: "#f0f6fc",
    faint: "#9198a1",
    accent: "#79c0ff",
    onAccent: "#0d1117",
  },
};

/** Spelling of the hosts in the matrix. */
const HOSTS: Readonly<Record<string, string>> = {
  node: "Node",
  express: "Express",
  fastify: "Fastify",
  hono: "Hono",
  "aws-lambda": "AWS Lambda",
  "cloudflare-workers": "Cloudflare Workers",
  bun: "Bun",
  deno: "Deno",
};

// Pixels.
const WIDTH = 880;
const TOP = 36;
const ROW = 22;
const BOX = 18;
const SIDE = 190;
const CENTRE = { left: 330, width: 220, height: 112 } as const;

const rows = readFileSync(join(root, "docs/matrix.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const applications = rows.slice(2).map(([, name]) => name!);
const hosts = rows[0]!.slice(3, -1).map((name) => HOSTS[name] ?? name);

writeOrCheck({
  "docs/pictures/applications-and-hosts-light.svg": picture(THEMES.light),
  "docs/pictures/applications-and-hosts-dark.svg": picture(THEMES.dark),
});

function picture(theme: Theme): string {
  const height = TOP + Math.max(applications.length, hosts.length) * ROW + 8;
  const middle = TOP + (height - TOP - 8) / 2;
  const right = WIDTH - SIDE;
  const { left, width } = CENTRE;
  const centre = left + width / 2;
  const places = (count: number): number[] =>
    Array.from({ length: count }, (_, i) => middle + (i - (count - 1) / 2) * ROW);
  const spread = (y: number, count: number): number => middle + ((y - middle) / (count * ROW)) * 90;
  const curve = (fromX: number, fromY: number, toX: number, toY: number): string => {
    const bend = (fromX + toX) / 2;
    return `<path d="M${fromX} ${round(fromY)}C${bend} ${round(fromY)} ${bend} ${round(toY)} ${toX} ${round(toY)}"/>`;
  };
  const label = (x: number, y: number, text: string): string =>
    `<rect x="${x}" y="${round(y - BOX / 2)}" width="${SIDE}" height="${BOX}" rx="5"/><text x="${x + SIDE / 2}" y="${round(y + 4.5)}">${text}</text>`;
  const onLeft = places(applications.length);
  const onRight = places(hosts.length);
  const lines = [
    ...onLeft.map((y) => curve(SIDE, y, left, spread(y, applications.length))),
    ...onRight.map((y) => curve(left + width, spread(y, hosts.length), right, y)),
  ];
  const boxes = [
    ...onLeft.map((y, i) => label(0.5, y, applications[i]!)),
    ...onRight.map((y, i) => label(right - 0.5, y, hosts[i]!)),
  ];
  const title = `${applications.length} kinds of application on the left, ${hosts.length} hosts on the right, joined by one contract`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" text-anchor="middle">
<!-- Written by scripts/gen-picture.ts. -->
<title>${title}</title>
<rect width="${WIDTH}" height="${height}" fill="${theme.ground}"/>
<g fill="${theme.faint}"><text x="${SIDE / 2}" y="24">${applications.length} kinds of application</text><text x="${centre}" y="24">one contract, one set of middleware</text><text x="${right + SIDE / 2}" y="24">${hosts.length} hosts</text></g>
<g fill="none" stroke="${theme.accent}" stroke-opacity=".55" stroke-width="1.3">
${lines.join("\n")}
</g>
<g fill="${theme.ink}">
${boxes.map((box) => box.replace("<rect", `<rect fill="${theme.box}" stroke="${theme.border}"`)).join("\n")}
</g>
<rect x="${left}" y="${round(middle - CENTRE.height / 2)}" width="${width}" height="${CENTRE.height}" rx="10" fill="${theme.accent}"/>
<g fill="${theme.onAccent}"><text x="${centre}" y="${round(middle - 22)}" font-size="26" font-weight="700">TSGI</text><text x="${centre}" y="${round(middle + 12)}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12.5">(environ, startResponse)</text><text x="${centre}" y="${round(middle + 34)}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12.5">=&gt; body</text></g>
</svg>
`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
