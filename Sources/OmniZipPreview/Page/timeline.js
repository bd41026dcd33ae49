// The timeline: log-mel and saliency, then what is kept of the audio and what goes of the video, window by window.
//
// Every window has a slot of the same width, and each row draws in it what belongs to that window. Rows so stay aligned
// under every rule of timing, a short last window can be clicked, and the axis names the second at which a slot starts.

// A window narrower than this can be neither read nor hit: longer videos scroll inside the chart.
const leastSlotPixels = 9;
// A mel picture wider than this is thinned out.
const mostMelPixels = 8192;

class Timeline {
  // `select` is called with the number of a window, `describe` gives the tooltip's lines for one.
  constructor(host, windows, media, { select, describe, label }) {
    Object.assign(this, { windows, media, select, describe, label, selected: 0 });
    this.tokensPerSlot = Math.max(1, ...windows.map((window) => window.audio_tokens[1] - window.audio_tokens[0]));
    this.build(host);
    this.listen();
  }

  build(host) {
    this.rows = element("div", { class: "rows" });
    this.gutter = element("div", { class: "gutter", "aria-hidden": "true" });
    this.slots = element("div", {
      class: "slots", role: "listbox", tabindex: "0", "aria-orientation": "horizontal",
        "aria-label": "Windows of the video",
    });
    this.options = this.windows.map((_, index) => this.option(index));
    this.slots.append(...this.options);
    this.ticks = element("div", { class: "ticks", "aria-hidden": "true" });
    this.addRows();
    this.strip = element("div", { class: "strip", style: `min-width:${this.windows.length * leastSlotPixels}px` },
      this.rows, this.ticks, this.slots);
    this.scroller = element("div", { class: "scroller" }, this.strip);
    this.tip = element("div", { class: "tip", "aria-hidden": "true", hidden: "" });
    this.frame = element("div", { class: "timeline" }, this.gutter, this.scroller, this.tip);
    const dash = element("span", { class: "dash", "aria-hidden": "true" });
    this.more = element("span", { hidden: "" }, `The chart scrolls sideways: ${count(this.windows.length)} windows.`);
    host.append(this.frame, element("p", { class: "key" }, element("span", {}, dash,
      "what was asked for, over the whole video"), this.more));
  }

  option(index) {
    const width = 100 / this.windows.length;
    return element("div", {
      role: "option", id: `window-${index}`, "data-window": index, "aria-selected": "false",
      style: `left:${(index * width).toFixed(5)}%;width:${width.toFixed(5)}%`,
    });
  }

  addRows() {
    if (this.media.mel) {
      this.canvas = element("canvas", {});
      this.addRow("mel", "Sound: log-mel", ["high", "low"], this.canvas);
    }
    if (this.media.saliency) this.addRow("saliency", "Saliency", [], this.saliencyDrawing());
    this.retention = this.addRow("audio", "Audio kept per window", ["100 %", "0"], this.barDrawing());
    this.rate = this.addRow("video", "Video removed per window", ["100 %", "0"], this.barDrawing());
    this.gutter.append(element("div", { class: "axis-name" }, "m:ss"));
  }

  addRow(kind, title, axis, drawing) {
    const name = element("span", { class: "row-name" }, title);
    this.rows.append(element("div", { class: `row ${kind}` }, name, element("div", { class: "plot" }, drawing)));
    this.gutter.append(element("div", { class: `row ${kind}` }, element("span", { class: "row-name" }, "\u00a0"),
      element("div", { class: "plot" }, axis.map((text) => element("span", {}, text)))));
    return drawing;
  }

  barDrawing() {
    return shape("svg", { viewBox: `0 0 ${this.windows.length} 100`, preserveAspectRatio: "none",
      "aria-hidden": "true" });
  }

  // One value a mel column, drawn where the column's tokens are.
  saliencyDrawing() {
    const { data, columns } = this.media.saliency;
    const perToken = this.media.tokensPerColumn;
    let path = "";
    this.windows.forEach((window, index) => {
      const [start, end] = window.audio_tokens;
      const points = [];
      for (let token = start; token < end; token += perToken) {
        const value = data[Math.min(columns - 1, Math.floor(token / perToken))];
        points.push(`${(index + (token - start) / this.tokensPerSlot).toFixed(4)} ${(100 - value / 2.55).toFixed(1)}`);
      }
      if (points.length) {
        const last = (index + (end - start) / this.tokensPerSlot).toFixed(4);
        path += `M${index} 100L${points.join("L")}L${last} ${points.at(-1).split(" ")[1]}L${last} 100Z`;
      }
    });
    return shape("svg", { viewBox: `0 0 ${this.windows.length} 100`, preserveAspectRatio: "none",
      "aria-hidden": "true" },
      shape("path", { d: path, class: "area" }));
  }

  // Draws the sound in the colours of the scheme, one pixel a column and band.
  drawMel() {
    if (!this.canvas) return;
    const { bands, data, columns } = this.media.mel;
    const perToken = this.media.tokensPerColumn;
    const slots = this.windows.length;
    const perSlot = Math.max(1, Math.min(Math.ceil(this.tokensPerSlot / perToken), Math.floor(mostMelPixels / slots)));
    Object.assign(this.canvas, { width: slots * perSlot, height: bands });
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(this.canvas.width, bands);
    const palette = melPalette();
    for (let x = 0; x < this.canvas.width; x += 1) {
      const [start, end] = this.windows[Math.floor(x / perSlot)].audio_tokens;
      const token = start + ((x % perSlot) / perSlot) * this.tokensPerSlot;
      const column = Math.floor(token / perToken);
      if (token >= end || column >= columns) continue;
      for (let band = 0; band < bands; band += 1) {
        const color = palette[data[column * bands + band]];
        image.data.set(color, ((bands - 1 - band) * this.canvas.width + x) * 4);
      }
    }
    context.putImageData(image, 0, 0);
  }

  // Shows the figures of a choice; `windows` may be empty where a choice was computed without them.
  show(outcome) {
    this.outcome = outcome;
    this.bars(this.retention, "retention", outcome.rho_audio === null ? null : 1 - outcome.rho_audio);
    this.bars(this.rate, "rate", outcome.rho_video);
    this.options.forEach((option, index) => option.setAttribute("aria-label", this.label(index)));
    if (!this.tip.hidden) this.showTip(this.tipWindow);
  }

  bars(drawing, key, asked) {
    const gap = this.windows.length > 1 ? 0.1 : 0.01;
    const marks = [25, 50, 75].map((y) => shape("line", { x1: 0, x2: this.windows.length, y1: y, y2: y,
      class: "line" }));
    const bars = this.windows.map((_, index) => {
      const value = this.outcome.windows[index]?.[key];
      if (!isNumber(value)) return null;
      const height = Math.max(0.6, Math.min(1, value) * 100);
      return shape("rect", { x: index + gap, width: 1 - 2 * gap, y: 100 - height, height, class: "bar" });
    });
    const hasBars = bars.some((bar) => bar !== null);
    const line = hasBars && isNumber(asked)
      ? shape("line", { x1: 0, x2: this.windows.length, y1: 100 - 100 * asked, y2: 100 - 100 * asked,
        class: "asked" }) : null;
    drawing.replaceChildren(...[...marks, ...bars, line].filter(Boolean));
    drawing.closest(".plot").dataset.empty = hasBars ? "" : this.emptyWords(key);
  }

  emptyWords(key) {
    if (this.outcome.windows.length === 0) return "computed without its windows";
    return key === "retention" ? "no audio" : "no video";
  }

  // As many labels as fit without touching; each slot's start is its own second.
  drawTicks() {
    const width = this.strip.clientWidth;
    if (width === 0 || this.windows.length === 0) return;
    this.more.hidden = this.scroller.scrollWidth <= this.scroller.clientWidth;
    const room = Math.max(1, Math.floor(width / 58));
    const step = [1, 2, 5, 10, 15, 30, 60, 150, 300, 900, 1800].find((size) =>
      this.windows.length / size <= room) ?? 3600;
    const labels = [];
    for (let index = 0; index < this.windows.length; index += step) {
      const place = (100 * index) / this.windows.length;
      labels.push(element("span", { style: `left:${place.toFixed(4)}%` }, clock(this.windows[index].start_seconds)));
    }
    this.ticks.replaceChildren(...labels);
  }

  // Marks a window and brings it into view inside the chart, never by moving the page.
  mark(index) {
    this.options[this.selected]?.setAttribute("aria-selected", "false");
    this.selected = index;
    const option = this.options[index];
    option.setAttribute("aria-selected", "true");
    this.slots.setAttribute("aria-activedescendant", option.id);
    const [left, right] = [option.offsetLeft, option.offsetLeft + option.offsetWidth];
    const margin = Math.min(80, this.scroller.clientWidth / 4);
    if (left - margin < this.scroller.scrollLeft) this.scroller.scrollLeft = left - margin;
    if (right + margin > this.scroller.scrollLeft + this.scroller.clientWidth) {
      this.scroller.scrollLeft = right + margin - this.scroller.clientWidth;
    }
  }

  listen() {
    this.slots.addEventListener("click", (event) => this.choose(this.windowAt(event)));
    this.slots.addEventListener("keydown", (event) => this.onKey(event));
    this.slots.addEventListener("pointermove", (event) => event.pointerType !== "touch"
      && this.showTip(this.windowAt(event)));
    this.slots.addEventListener("pointerleave", () => this.hideTip());
    this.slots.addEventListener("focus", () => this.slots.matches(":focus-visible") && this.showTip(this.selected));
    this.slots.addEventListener("blur", () => this.hideTip());
    this.scroller.addEventListener("scroll", () => this.hideTip());
    const sizes = new ResizeObserver(() => this.drawTicks());
    sizes.observe(this.strip);
    sizes.observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.drawMel());
  }

  windowAt(event) {
    const place = event.target.closest("[data-window]")?.dataset.window;
    return place === undefined ? null : Number(place);
  }

  choose(index) {
    if (index !== null) this.select(Math.min(this.windows.length - 1, Math.max(0, index)));
  }

  onKey(event) {
    const last = this.windows.length - 1;
    const target = {
      ArrowLeft: this.selected - 1, ArrowRight: this.selected + 1, ArrowUp: this.selected - 1,
        ArrowDown: this.selected + 1,
      PageUp: this.selected - 10, PageDown: this.selected + 10, Home: 0, End: last,
    }[event.key];
    if (event.key === "Escape") this.hideTip();
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.choose(target);
    this.pinTip();
  }

  // Moving the chart to a window hides the tooltip a moment later: it is shown again after that.
  pinTip() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.showTip(this.selected)));
  }

  showTip(index) {
    if (index === null || index === undefined || !this.options[index]) return;
    this.tipWindow = index;
    this.tip.replaceChildren(...this.describe(index).map((line, place) => element(place ? "div" : "strong", {}, line)));
    this.tip.hidden = false;
    const [frame, slot] = [this.frame.getBoundingClientRect(), this.options[index].getBoundingClientRect()];
    const middle = slot.left + slot.width / 2 - frame.left - this.tip.offsetWidth / 2;
    const most = frame.width - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(most, middle)).toFixed(1)}px`;
  }

  hideTip() {
    this.tip.hidden = true;
  }
}

// 256 colours from the ground of the chart to the ink of sound, read from the style sheet: both schemes have theirs.
function melPalette() {
  const style = getComputedStyle(document.documentElement);
  const stops = ["--mel-0", "--mel-1", "--mel-2"].map((name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    return [0, 2, 4].map((place) => parseInt(hex.slice(place, place + 2), 16));
  });
  return Array.from({ length: 256 }, (_, level) => {
    const place = (level / 255) * 2;
    const [from, to] = place < 1 ? [stops[0], stops[1]] : [stops[1], stops[2]];
    const part = place < 1 ? place : place - 1;
    return [...from.map((value, channel) => Math.round(value + (to[channel] - value) * part)), 255];
  });
}
