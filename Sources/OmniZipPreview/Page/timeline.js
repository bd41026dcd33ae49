"use strict";
// The timeline: sound above, then what each window keeps of its audio and loses of its video (the paper's Fig. 5).

const chart = { left: 96, right: 12, mel: 72, bars: 84, gap: 26, axis: 22 };

class Timeline {
  constructor(host, caption, onSelect) {
    this.host = host;
    this.caption = caption;
    this.onSelect = onSelect;
    this.selected = 0;
    host.tabIndex = 0;
    host.setAttribute("role", "slider");
    host.setAttribute("aria-label", "Window");
    host.addEventListener("keydown", (event) => this.key(event));
  }

  // Draws `windows` of one outcome over the sound of `media`.
  draw(windows, media) {
    this.windows = windows;
    const room = this.host.parentElement.clientWidth;
    const inner = Math.max(room - chart.left - chart.right, windows.length * 7);
    this.step = inner / Math.max(1, windows.length);
    this.host.replaceChildren();
    this.host.style.width = inner + chart.left + chart.right + "px";
    if (media.mel) this.host.append(this.sound(media, inner));
    this.host.append(this.panel("audio kept", windows.map((w) => w.retention), inner, "--audio", false));
    this.host.append(this.panel("video pruned", windows.map((w) => w.rate), inner, "--video", true));
    this.host.setAttribute("aria-valuemin", "0");
    this.host.setAttribute("aria-valuemax", String(Math.max(0, windows.length - 1)));
    this.mark();
  }

  // The log-mel spectrum as a picture, with the saliency drawn over it. Both end where the sound does.
  sound(media, inner) {
    const canvas = element("canvas", { className: "mel", width: media.mel.columns, height: media.mel.bands });
    paintMel(canvas, media.mel);
    const seconds = media.mel.columns * media.mel.tokens_per_column / media.tokens_per_second;
    const shown = this.width(seconds);
    canvas.style.width = Math.min(shown, inner) + "px";
    canvas.style.height = chart.mel + "px";
    canvas.style.marginLeft = chart.left + "px";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Log-mel spectrum of the sound");
    const box = element("div", { className: "sound" }, element("span", { className: "side", textContent: "sound" }), canvas);
    if (media.saliency) box.append(saliencyCurve(media.saliency, Math.min(shown, inner)));
    return box;
  }

  // Pixels that `seconds` of media take.
  width(seconds) {
    const last = this.windows[this.windows.length - 1];
    return last ? seconds / last.end_seconds * this.step * this.windows.length : 0;
  }

  panel(title, values, inner, tint, hasTimes) {
    const height = chart.bars + (hasTimes ? chart.axis : 6);
    const svg = svgElement("svg", { width: inner + chart.left + chart.right, height, class: "panel" });
    svg.setAttribute("aria-hidden", "true");
    svg.append(svgText(chart.left - 8, 12, title, "end", "side"));
    for (const level of [0, 0.5, 1]) {
      const y = chart.bars - level * (chart.bars - 8);
      svg.append(svgElement("line", { x1: chart.left, x2: chart.left + inner, y1: y, y2: y, class: "grid" }));
      if (level < 1) svg.append(svgText(chart.left - 8, y + 4, 100 * level + " %", "end", "tick"));
    }
    values.forEach((value, index) => svg.append(this.bar(value, index, tint)));
    if (hasTimes) this.times(svg);
    return svg;
  }

  // One window: a bar, and a field that takes clicks over the whole height.
  bar(value, index, tint) {
    const group = svgElement("g", { "data-window": index, class: "window" });
    const x = chart.left + index * this.step;
    const gap = Math.min(2, this.step / 5);
    const height = (value ?? 0) * (chart.bars - 8);
    group.append(svgElement("rect", { x, y: 0, width: this.step, height: chart.bars, class: "field" }));
    if (value === null) group.append(svgText(x + this.step / 2, chart.bars - 4, "\u00b7", "middle", "tick"));
    group.append(svgElement("rect", {
      x: x + gap / 2, y: chart.bars - height, width: Math.max(1, this.step - gap), height, fill: `var(${tint})`,
    }));
    group.addEventListener("click", () => {
      this.select(index);
      this.host.focus({ preventScroll: true });
    });
    group.addEventListener("pointerenter", () => this.describe(index));
    group.addEventListener("pointerleave", () => this.describe(this.selected));
    return group;
  }

  times(svg) {
    const every = Math.max(1, Math.ceil(70 / this.step));
    this.windows.forEach((window, index) => {
      if (index % every) return;
      const x = chart.left + index * this.step;
      svg.append(svgElement("line", { x1: x, x2: x, y1: chart.bars, y2: chart.bars + 5, class: "grid" }));
      svg.append(svgText(x, chart.bars + 18, clock(window.start_seconds), "start", "tick"));
    });
  }

  key(event) {
    const last = this.windows.length - 1;
    const to = { ArrowLeft: this.selected - 1, ArrowRight: this.selected + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.select(Math.min(last, Math.max(0, to)));
    this.reveal();
  }

  select(index) {
    this.selected = index;
    this.mark();
    this.onSelect(index);
  }

  // Scrolls the timeline, and nothing else, to the selected window.
  reveal() {
    const box = this.host.parentElement;
    const x = chart.left + this.selected * this.step;
    if (x < box.scrollLeft + chart.left) box.scrollLeft = x - chart.left;
    if (x + this.step > box.scrollLeft + box.clientWidth) box.scrollLeft = x + this.step - box.clientWidth + chart.right;
  }

  mark() {
    for (const node of this.host.querySelectorAll("[data-window]")) {
      node.classList.toggle("selected", Number(node.getAttribute("data-window")) === this.selected);
    }
    this.host.setAttribute("aria-valuenow", String(this.selected));
    this.host.setAttribute("aria-valuetext", this.text(this.selected));
    this.describe(this.selected);
  }

  text(index) {
    const window = this.windows[index];
    if (!window) return "";
    return "Window " + (index + 1) + " of " + this.windows.length + ", " + clock(window.start_seconds) + " to "
      + clock(window.end_seconds) + ": audio kept " + percent(window.retention) + ", video pruned " + percent(window.rate);
  }

  describe(index) {
    this.caption.textContent = this.text(index);
  }
}

function svgElement(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function svgText(x, y, text, anchor, kind) {
  const node = svgElement("text", { x, y, "text-anchor": anchor, class: kind });
  node.textContent = text;
  return node;
}

// A dark to bright ramp that keeps its order in grey and for colour-blind eyes.
function paintMel(canvas, mel) {
  const levels = decoded(mel.data);
  const context = canvas.getContext("2d");
  const image = context.createImageData(mel.columns, mel.bands);
  for (let column = 0; column < mel.columns; column += 1) {
    for (let band = 0; band < mel.bands; band += 1) {
      const level = levels[column * mel.bands + band] / 255;
      const place = 4 * ((mel.bands - 1 - band) * mel.columns + column);
      image.data[place] = 255 * Math.min(1, 1.6 * level * level);
      image.data[place + 1] = 255 * Math.min(1, 0.08 + 0.85 * level ** 1.6);
      image.data[place + 2] = 255 * Math.min(1, 0.22 + 0.5 * Math.sin(Math.PI * level) + 0.25 * level);
      image.data[place + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

// More points than pixels would fill the strip: of those that fall together the largest is drawn.
function joined(values, most) {
  const step = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / step) },
    (_, index) => Math.max(...values.subarray(index * step, (index + 1) * step)));
}

function saliencyCurve(saliency, width) {
  const values = joined(decoded(saliency.data), Math.max(1, Math.round(width / 3)));
  const svg = svgElement("svg", { width, height: chart.mel, class: "saliency" });
  svg.style.left = chart.left + "px";
  const points = values.map((value, index) =>
    ((index + 0.5) * width / values.length).toFixed(1) + "," + (chart.mel - 2 - value / 255 * (chart.mel - 6)).toFixed(1));
  svg.append(svgElement("polyline", { points: points.join(" "), class: "halo" }),
    svgElement("polyline", { points: points.join(" ") }));
  svg.setAttribute("aria-hidden", "true");
  return svg;
}
