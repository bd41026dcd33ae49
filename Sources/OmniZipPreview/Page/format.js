// Numbers, text and elements, the same on both pages. Formatting is written here and not left to the browser's
// language, so that a page reads the same everywhere and as the program's own output does.

// Text comes from files: it enters the page as text nodes only, never as markup.
const svgNamespace = "http://www.w3.org/2000/svg";

// Makes an element. Keys of `attributes` are attributes; null and undefined ones are left out.
function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

// The same for a drawing.
function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

// What stands in the page's data block.
function pageData() {
  return JSON.parse(byId("data").textContent);
}

// Control characters and those that turn the direction of text, written out: a name can break no line and hide nothing.
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function visible(text) {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return String(text).replace(controls, (one) => short[one] ?? `\\u{${one.codePointAt(0).toString(16)}}`);
}

// A name in its own direction, whatever stands around it.
function nameElement(text) {
  return element("bdi", { class: "file-name" }, visible(text));
}

function isAbsent(value) {
  return value === null || value === undefined;
}

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

// 12345 -> "12,345"
function count(value) {
  if (!isNumber(value)) return "–";
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

// A number with a fixed count of decimals, thousands separated.
function fixed(value, digits) {
  if (!isNumber(value)) return "–";
  const [whole, fraction] = Math.abs(value).toFixed(digits).split(".");
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? "-" : "";
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? "." + fraction : "");
}

// 0.452 -> "45.2 %", with a space that does not break.
function percent(share, digits = 1) {
  return isNumber(share) ? fixed(100 * share, digits) + "\u00a0%" : "–";
}

// A share of a count; null where there is nothing to have a share of.
function shareOf(part, whole) {
  return isNumber(part) && isNumber(whole) && whole > 0 ? part / whole : null;
}

function scaled(value, units, base, separator = "\u00a0") {
  let unit = 0;
  while (Math.abs(value) >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  return fixed(value, unit === 0 || value >= 100 ? 0 : 1) + separator + units[unit];
}

function bytes(value) {
  return isNumber(value) ? scaled(value, ["B", "kB", "MB", "GB", "TB"], 1000) : "–";
}

// Operations: 12.3 TFLOP
function operations(value) {
  return isNumber(value) ? scaled(value, ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"], 1000) : "–";
}

// Seconds as 1:02:03.4, 2:03.4 or 3.4 s
function duration(seconds) {
  if (!isNumber(seconds) || seconds < 0 || seconds >= 1e9) return "–";
  const tenths = Math.round(seconds * 10);
  const whole = Math.floor(tenths / 10);
  if (whole < 60) return `${whole}.${tenths % 10}\u00a0s`;
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(rest)}.${tenths % 10}`;
}

// A moment for the time axis: 0:02, 1:00:02; tenths only where there are any.
function clock(seconds) {
  if (!isNumber(seconds)) return "–";
  const tenths = Math.round(Math.abs(seconds) * 10);
  const whole = Math.floor(tenths / 10);
  const two = (value) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const head = whole >= 3600 ? `${Math.floor(whole / 3600)}:${two(minutes % 60)}` : String(minutes);
  return `${seconds < 0 ? "-" : ""}${head}:${two(whole % 60)}${tenths % 10 ? "." + (tenths % 10) : ""}`;
}

// 100 is what the report writes where nothing differs.
function decibels(value) {
  return isNumber(value) ? (value >= 100 ? "exact" : fixed(value, 2) + "\u00a0dB") : "–";
}

// The value at a path such as "cost.full.tokens"; undefined where the path ends early.
function valueAt(object, path) {
  return path.split(".").reduce((value, key) => (isAbsent(value) ? undefined : value[key]), object);
}

// The raw value of a figure as it stands in the report, for tests and for whoever copies from the page.
function rawValue(value) {
  return value === undefined ? "null" : JSON.stringify(value);
}

const figureNames = {
  psnr_db: "Reconstruction PSNR",
  moving_cells: "Moving cells kept",
  longest_dropped_audio_seconds: "Longest dropped audio",
  salient_energy_kept: "Salient audio energy kept",
  tokens_per_second: "tokens per second",
  total_share: "FLOPs",
  duration_seconds: "duration",
  output_bytes: "output size",
};

// "total_share" -> "FLOPs"; a name that is not known yet is still readable.
function figureName(key) {
  return Object.hasOwn(figureNames, key) ? figureNames[key] : visible(key).replace(/[_.]+/g, " ");
}

const basisNames = {
  plan: "plan only: index and sound, no picture decoded",
  full: "the whole video",
  bundle: "a bundle alone",
  bundle_and_video: "a bundle and its video",
};

// The last line of a page.
function madeBy(report) {
  return `Made by omnizip ${visible(report.generator_version)} (${visible(report.schema)}). `
    + "This file is complete: it fetches nothing.";
}

// A fact of the header; nothing where there is nothing to say.
function fact(name, ...value) {
  if (value.length === 0 || isAbsent(value[0])) return null;
  return element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
}

// A card: heading, and whatever it shows.
function card(heading, ...children) {
  return element("article", { class: "card" }, element("h3", {}, heading), ...children);
}

// A bar of a share in [0, 1]. The number stands beside it, so that it says nothing of its own to a screen reader.
function meter(share, kind) {
  const bar = element("span", { class: `meter ${kind}`, "aria-hidden": "true" });
  const width = isNumber(share) ? Math.min(1, Math.max(0, share)) * 100 : 0;
  bar.append(element("span", { style: `width:${width.toFixed(2)}%` }));
  return bar;
}
