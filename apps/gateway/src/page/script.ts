/** The page's script: shows the stream's ticks, and the answers of the routes that are tried. Plain JavaScript. */
export const script = `const byId = (id) => document.getElementById(id);

const trail = byId("trail");
for (let i = 0; i < 60; i++) trail.append(document.createElement("i"));

setState("connecting");
const stream = new EventSource("events");
stream.onopen = () => setState("connected");
stream.onerror = () => setState("disconnected");
stream.onmessage = ({ data }) => {
  const { count, uptime } = JSON.parse(data);
  byId("count").textContent = count.toLocaleString("en");
  byId("uptime").textContent = duration(uptime);
  const dots = trail.children;
  if (count % dots.length === 1) for (const dot of dots) dot.className = "";
  dots[(count - 1) % dots.length].className = "on";
};
addEventListener("pagehide", () => stream.close());

function setState(state) {
  byId("state").textContent = state;
  byId("state").dataset.state = state;
}

function duration(seconds) {
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const at = Math.max(0, parts.findIndex(([size]) => seconds >= size));
  return (seconds < 1 ? [[1, "s"]] : parts.slice(at, at + 2))
    .map(([size, unit], i) => Math.floor((i === 0 ? seconds : seconds % parts[at][0]) / size) + " " + unit)
    .join(" ");
}

let running = new AbortController();

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-try]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  for (const other of document.querySelectorAll("a[data-try][aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  running.abort();
  running = new AbortController();
  show(link.getAttribute("href"), running.signal).catch((error) => {
    if (error.name !== "AbortError") byId("answer-head").textContent = String(error);
  });
});

async function show(url, signal) {
  const began = performance.now();
  const body = byId("answer-body");
  const image = byId("answer-image");
  body.textContent = "";
  image.hidden = true;
  byId("answer-head").textContent = "GET " + url;
  const response = await fetch(url, { signal });
  const type = response.headers.get("content-type") ?? "";
  const heading = () => {
    const time = Math.round(performance.now() - began);
    const cells = [response.status, new URL(response.url).pathname, type, time + " ms"];
    byId("answer-head").textContent = cells.filter((cell) => cell !== "").join("  \\u00b7  ");
  };
  heading();
  if (type.startsWith("image/")) {
    image.src = response.url;
    image.hidden = false;
    return;
  }
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    body.append(step.value);
    heading();
  }
  if (type === "application/json") body.textContent = pretty(body.textContent);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
`;
