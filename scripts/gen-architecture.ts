/** Writes docs/architecture-light.svg and docs/architecture-dark.svg: the picture of docs/architecture.md. */
import { writeOrCheck } from "@tsgi/harness/generated";

interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly box: string;
  readonly accent: string;
  readonly accentBox: string;
  readonly green: string;
  readonly greenBox: string;
}

const palettes: Readonly<Record<string, Palette>> = {
  light: {
    text: "#1f2328",
    quiet: "#59636e",
    line: "#818b98",
    box: "#f6f8fa",
    accent: "#0969da",
    accentBox: "#ddf4ff",
    green: "#1a7f37",
    greenBox: "#dafbe1",
  },
  dark: {
    text: "#f0f6fc",
    quiet: "#9198a1",
    line: "#656c76",
    box: "#151b23",
    accent: "#4493f8",
    accentBox: "#12233b",
    green: "#3fb950",
    greenBox: "#12261e",
  },
};

const WIDTH = 1000;
const HEIGHT = 430;
const PROSE = "system-ui, sans-serif";
const CODE = "ui-monospace, 'DejaVu Sans Mono', monospace";

const marker = (id: string, color: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${color}"/></marker>`;

/** A number is a coordinate or a length in pixels. */
function pictureOf(colors: Palette): string {
  const { text, quiet, line, box, accent, accentBox, green, greenBox } = colors;
  const parts: string[] = [];
  const rect = (x: number, y: number, width: number, height: number, fill: string, stroke: string): void =>
    void parts.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}"/>`,
    );
  const write = (x: number, y: number, words: string, style: Style = {}): void => {
    const { size = 13, color = text, anchor = "middle", font = PROSE, weight = 400 } = style;
    parts.push(
      `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}" font-family="${font}" font-size="${size}" font-weight="${weight}">${words}</text>`,
    );
  };
  const arrow = (x1: number, y1: number, x2: number, y2: number, color = line): void =>
    void parts.push(
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="1.5" marker-end="url(#${color === accent ? "accent" : "line"})"/>`,
    );
  const title = (x: number, words: string, place: string): void => {
    write(x, 26, words, { size: 15, weight: 600 });
    write(x, 45, place, { size: 11.5, color: quiet, font: CODE });
  };
  const code = { size: 12, font: CODE };

  title(92, "Host", "its own package");
  title(295, "Transport", "packages/&lt;host&gt;");
  title(575, "Exchange", "packages/core/src/server");
  title(878, "Application", "yours");

  const rows = [
    { y: 70, host: ["node:http, node:http2", "Express, Fastify, Koa"], transport: "NodeTransport" },
    { y: 182, host: ["Bun, Deno, Workers", "Hono, fetch handlers"], transport: "FetchTransport" },
    { y: 294, host: ["AWS Lambda", "eight kinds of event"], transport: "LambdaTransport" },
  ];
  for (const { y, host, transport } of rows) {
    rect(10, y, 164, 78, box, line);
    write(92, y + 34, host[0]!);
    write(92, y + 55, host[1]!);
    rect(220, y, 150, 78, accentBox, accent);
    write(295, y + 44, transport, code);
    arrow(176, y + 32, 205, y + 32);
    arrow(206, y + 48, 177, y + 48);
  }

  // What the exchange sees: one interface, whichever of them implements it.
  parts.push(
    `<rect x="208" y="58" width="174" height="326" rx="8" fill="none" stroke="${accent}" stroke-dasharray="4 4"/>`,
  );

  // The exchange, and what it holds.
  rect(478, 70, 194, 302, accentBox, accent);
  const inside: readonly (readonly [name: string, first: string, second: string])[] = [
    ["Head", "status and headers,", "checked and held"],
    ["Pump", "pulls the body at the", "client's pace, closes it"],
    ["state", "values, signal, onFinish,", "waitUntil, log"],
  ];
  for (const [index, [name, first, second]] of inside.entries()) {
    const y = 84 + index * 95;
    rect(490, y, 170, 84, box, line);
    write(575, y + 25, name, { ...code, weight: 600 });
    write(575, y + 47, first, { size: 11.5, color: quiet });
    write(575, y + 65, second, { size: 11.5, color: quiet });
  }

  // Between transport and exchange.
  for (const [index, call] of ["whole", "head", "write, flush", "end, abort"].entries()) {
    write(430, 108 + index * 17, call, code);
  }
  arrow(474, 172, 386, 172, accent);
  arrow(384, 262, 474, 262, accent);
  for (const [index, call] of ["onDrain", "defer", "onClose", "input"].entries()) {
    write(430, 282 + index * 17, call, code);
  }

  // The application: middleware around it, and mounts.
  rect(776, 70, 204, 302, greenBox, green);
  write(878, 94, "middleware", code);
  rect(794, 108, 168, 246, greenBox, green);
  write(878, 132, "middleware", code);
  rect(812, 146, 132, 190, greenBox, green);
  write(878, 170, "mount", code);
  for (const [index, path] of ["/", "/api", "/files"].entries()) {
    rect(826, 184 + index * 48, 104, 38, box, line);
    write(878, 208 + index * 48, path, code);
  }

  // Between exchange and application.
  write(724, 100, "environ,", code);
  write(724, 117, "startResponse", code);
  arrow(676, 128, 772, 128, accent);
  write(724, 206, "body", code);
  arrow(772, 216, 676, 216, accent);
  write(724, 290, "onFinish,", code);
  write(724, 307, "waitUntil", code);
  arrow(772, 318, 676, 318);

  write(
    WIDTH / 2,
    408,
    "A request passes from left to right, its response from right to left. What is to the right of Transport is the same on every host.",
    { color: quiet },
  );

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<defs>${marker("line", line)}${marker("accent", accent)}</defs>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

interface Style {
  readonly size?: number;
  readonly color?: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly font?: string;
  readonly weight?: number;
}

writeOrCheck(
  Object.fromEntries(
    Object.entries(palettes).map(([name, colors]) => [`docs/architecture-${name}.svg`, pictureOf(colors)]),
  ),
);
