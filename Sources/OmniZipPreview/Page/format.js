"use strict";
// Numbers and elements. Text of a report only ever becomes text: nothing here reads markup.

const missing = "\u2013";

function grouped(value) {
  if (value === null || value === undefined) return missing;
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function fixed(value, digits) {
  return value === null || value === undefined ? missing : value.toFixed(digits);
}

function percent(share, digits = 1) {
  return share === null || share === undefined ? missing : (100 * share).toFixed(digits) + " %";
}

function scaled(value, units, base) {
  if (value === null || value === undefined) return missing;
  let unit = 0;
  while (Math.abs(value) >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  return value.toFixed(unit === 0 || value >= 100 ? 0 : 1) + " " + units[unit];
}

const bytesText = (value) => scaled(value, ["B", "kB", "MB", "GB", "TB"], 1000);
const flopsText = (value) => scaled(value, ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"], 1000);

// Seconds as 1:02:03, 2:03 or 3.4 s.
function duration(seconds) {
  if (seconds === null || seconds === undefined) return "unknown duration";
  if (seconds < 60) return fixed(seconds, 1) + " s";
  const whole = Math.round(seconds);
  const pad = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return (hours > 0 ? hours + ":" + pad(minutes) : minutes) + ":" + pad(whole % 60);
}

// A time on the axis.
function clock(seconds) {
  const whole = Math.floor(seconds);
  return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
}

// Control characters and those that turn text around, made visible.
function printable(text) {
  return String(text)
    .replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
      (character) => "\\u{" + character.codePointAt(0).toString(16) + "}");
}

// An element with properties, attributes (those with a hyphen, role and for) and children.
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name.includes("-") || name === "role" || name === "for" || name === "scope") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

function figure(path, value, text, attribute = "data-figure") {
  return element("span", { [attribute]: path, "data-value": String(value ?? null), textContent: text });
}

// The member of `object` at a path such as "loss.psnr_db".
function member(object, path) {
  return path.split(".").reduce((value, key) => (value === null || value === undefined ? null : value[key]), object)
    ?? null;
}

function decoded(base64) {
  return base64 === null || base64 === undefined ? null : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
