// One window: its pictures with the mask, its numbers, and its audio tokens.

const audioStateNames = ["dropped", "dominant", "anchor", "merged", "lost"];
const audioStateTexts = {
  dominant: "kept, dominant",
  anchor: "kept, anchor of dropped ones",
  merged: "dropped, merged into an anchor",
  dropped: "dropped",
  lost: "dropped, or merged into an anchor",
};

// The hatching of all masks, in units of a cell.
function hatching() {
  const pattern = shape("pattern", { id: "hatch", width: 0.25, height: 0.25, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" },
    shape("rect", { width: 0.07, height: 0.25, class: "hatch" }));
  return shape("svg", { width: 0, height: 0, class: "unseen", "aria-hidden": "true" }, shape("defs", {}, pattern));
}

class WindowDetail {
  constructor(host, report, media, select) {
    Object.assign(this, { host, report, media, select, masked: true });
    this.build();
  }

  build() {
    const step = (text, by, name) => {
      const button = element("button", { type: "button", class: "step", "aria-label": name }, text);
      button.addEventListener("click", () => this.select(this.index + by));
      return button;
    };
    this.heading = element("h2", { id: "window-heading" });
    this.previous = step("←", -1, "Previous window");
    this.next = step("→", 1, "Next window");
    this.toggle = element("input", { type: "checkbox", id: "masked", checked: "" });
    this.toggle.addEventListener("change", () => this.host.classList.toggle("unmasked", !this.toggle.checked));
    this.masking = element("label", { class: "check" }, this.toggle, " dim what is dropped");
    this.pictures = element("div", { class: "patches" });
    this.sound = element("div", { class: "sound" });
    this.numbers = element("div", { class: "numbers" });
    this.host.append(hatching(),
      element("div", { class: "section-head" }, this.heading, this.masking,
        element("div", { class: "steps" }, this.previous, this.next)),
      element("div", { class: "detail" }, element("div", { class: "detail-main" }, this.pictures, this.sound),
        this.numbers));
  }

  show(outcome, index) {
    const frame = this.report.chosen.windows[index];
    const window = outcome.windows[index] ?? null;
    this.index = index;
    this.host.dataset.window = index;
    this.heading.replaceChildren(`Window ${index + 1} of ${count(this.report.chosen.windows.length)} `,
      element("small", {}, `${clock(frame.start_seconds)} to ${clock(frame.end_seconds)}`));
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.report.chosen.windows.length - 1;
    this.showPictures(outcome, frame);
    this.showSound(outcome, frame);
    this.showNumbers(outcome, window);
  }

  // Pictures

  showPictures(outcome, frame) {
    const [start, end] = frame.patches;
    const patches = Array.from({ length: Math.max(0, end - start) }, (_, offset) => start + offset);
    const isMasked = patches.some((patch) => this.media.cellsKept(outcome.id, patch));
    this.masking.hidden = !isMasked || !patches.some((patch) => this.media.pictures.has(patch));
    const notes = this.pictureNotes(patches, isMasked);
    const first = patches.map((patch) => this.media.pictures.get(patch)?.[0]).find(Boolean);
    const { rows, columns } = this.media.grid;
    // Without pictures a patch is one small drawing instead of two pictures.
    this.pictures.style.setProperty("--ratio", first ? first.width / Math.max(1, first.height) : columns / Math.max(1,
      rows) / 3);
    this.pictures.replaceChildren(...notes, ...patches.map((patch) => this.patchFigure(outcome,
      patch)).filter(Boolean));
  }

  pictureNotes(patches, isMasked) {
    if (patches.length === 0) return [element("p", { class: "hint" }, "No picture belongs to this window.")];
    const notes = [];
    if (!isMasked) {
      notes.push(this.report.basis === "plan"
        ? "The plan fixes how many cells are kept, not which: that needs the pictures."
        : "Which cells are kept was not recorded for this choice.");
    }
    if (isMasked && !patches.some((patch) => this.media.pictures.has(patch))) {
      notes.push("Without pictures: solid cells are kept, hatched ones dropped.");
    }
    return notes.map((text) => element("p", { class: "hint" }, text));
  }

  // The frames of one patch: they share a mask. Without pictures the mask alone; with neither, nothing.
  patchFigure(outcome, patch) {
    const kept = this.media.cellsKept(outcome.id, patch);
    const pictures = this.media.pictures.get(patch) ?? [];
    if (!kept && pictures.length === 0) return null;
    const number = kept ? kept.filter(Boolean).length : null;
    const words = kept ? `${count(number)} of ${count(kept.length)} cells kept` : "mask not known";
    const frames = pictures.length ? pictures.map((picture) => this.picture(picture, kept,
      words)) : [this.bareMask(kept, words)];
    return element("figure", { class: "patch" }, element("div", { class: "frames" }, frames),
      element("figcaption", {}, `Patch ${count(patch)}`, element("span", {}, words)));
  }

  picture(picture, kept, words) {
    const image = element("img", {
      src: `data:image/jpeg;base64,${picture.jpeg}`, width: picture.width, height: picture.height, decoding: "async",
      alt: `Frame at ${fixed(picture.seconds, 2)} s, ${words}`,
    });
    const time = element("span", { class: "time", "aria-hidden": "true" }, `${fixed(picture.seconds, 2)} s`);
    // A width of its own share keeps portrait pictures from filling the page.
    const ratio = (picture.width / Math.max(1, picture.height)).toFixed(4);
    const frame = element("div", { class: "picture", style: `--ratio:${ratio}` }, image, time);
    if (kept) frame.insertBefore(this.overlay(kept), time);
    return frame;
  }

  bareMask(kept, words) {
    const { rows, columns } = this.media.grid;
    return element("div", { class: "picture bare", role: "img", "aria-label": words,
      style: `--ratio:${(columns / rows).toFixed(4)}` },
      this.overlay(kept));
  }

  // Dropped cells as one path over the picture, and the grid of cells; hatching tells them where brightness does not.
  overlay(kept) {
    const { rows, columns } = this.media.grid;
    let dropped = "";
    kept.forEach((isKept, cell) => {
      if (!isKept) dropped += `M${cell % columns} ${Math.floor(cell / columns)}h1v1h-1z`;
    });
    let grid = "";
    for (let row = 1; row < rows; row += 1) grid += `M0 ${row}h${columns}`;
    for (let column = 1; column < columns; column += 1) grid += `M${column} 0v${rows}`;
    return shape("svg", { class: "mask", viewBox: `0 0 ${columns} ${rows}`, preserveAspectRatio: "none",
      "aria-hidden": "true" },
      shape("path", { d: dropped, class: "veil" }),
      shape("path", { d: dropped, fill: "url(#hatch)" }), shape("path", { d: grid, class: "cell-grid" }));
  }

  // Sound

  showSound(outcome, frame) {
    const [start, end] = frame.audio_tokens;
    this.sound.replaceChildren(element("h3", {}, "Audio tokens"));
    if (end <= start) {
      this.sound.append(element("p", { class: "hint" }, "No audio belongs to this window."));
      return;
    }
    const states = this.media.audioStates(outcome.id, start, end);
    if (!states) {
      this.sound.append(element("p", { class: "hint" }, this.report.basis === "plan"
        ? "The plan fixes how many audio tokens are kept; which ones is not shown."
        : "Which audio tokens are kept was not recorded for this choice."));
      return;
    }
    const names = Array.from(states, (state) => audioStateNames[state] ?? "dropped");
    this.sound.append(this.tokenStrip(names, start), this.legend(names));
  }

  // A column a token: its height says as much as its colour, so that the strip reads in grey as well.
  tokenStrip(names, start) {
    const second = (token) => `${fixed(token / this.media.tokensPerSecond, 2)} s`;
    const title = (name, token) => `Token ${count(token)}, ${second(token)}: ${audioStateTexts[name]}`;
    const tokens = names.map((name, offset) => element("span", { class: `token ${name}`,
      title: title(name, start + offset) }));
    const number = (name) => names.filter((one) => one === name).length;
    const counts = Object.entries(audioStateTexts).map(([name, text]) => `${number(name)} ${text}`);
    const strip = element("div", {
      class: "tokens", role: "img", "aria-label": `${count(names.length)} audio tokens: ${counts.join("; ")}`,
      style: `min-width:${names.length * 3}px`,
    }, tokens);
    const ends = element("div", { class: "ends", "aria-hidden": "true" },
      element("span", {}, second(start)), element("span", {}, second(start + names.length)));
    return element("div", { class: "token-scroll" }, strip, ends);
  }

  legend(names) {
    // A plan does not know what is merged: its one state stands for both.
    const unknown = names.includes("lost") || this.report.basis === "plan";
    const shown = Object.keys(audioStateTexts).filter((name) => unknown
      ? name !== "dropped" && name !== "merged" || names.includes(name) : name !== "lost");
    const entries = shown.map((name) => {
      const number = names.filter((one) => one === name).length;
      const key = element("span", { class: "swatch", "aria-hidden": "true" },
        element("span", { class: `token ${name}` }));
      return element("li", { "data-audio-state": name, "data-value": number }, key, element("b", {}, count(number)),
        ` ${audioStateTexts[name]}`);
    });
    return element("ul", { class: "legend" }, entries);
  }

  // Numbers

  showNumbers(outcome, window) {
    if (!window) {
      this.numbers.replaceChildren(element("p", { class: "hint" }, "This choice was computed without its windows."));
      return;
    }
    const kept = (key) => [figure(window, `${key}.kept`, count, "data-window-figure"), " of ",
      figure(window, `${key}.total`, count, "data-window-figure")];
    const one = (path, format, absent) => isAbsent(valueAt(window, path))
      ? element("span", { class: "missing", "data-window-figure": path, "data-value": "null" }, absent)
      : figure(window, path, format, "data-window-figure");
    const rows = [
      ["Audio kept", kept("audio")],
      [["Retention S", element("sub", {}, "a")], one("retention", percent, "no audio")],
      ["Video kept", kept("video")],
      ["Video removed", one("rate", percent, "no video")],
      ["… before the budget", one("base_rate", percent, this.baseRateReason(outcome, window))],
      ...lossColumns.map(([path, name, format]) => [name, format
        ? lossFigure(this.report, window, path, format, "data-window-figure")
        : movingFigure(this.report, window, "data-window-figure")]),
    ];
    this.numbers.replaceChildren(element("table", { class: "plain" }, element("caption", {}, "Numbers of this window"),
      element("tbody", {}, rows.map(([name, value]) => element("tr", {}, element("th", { scope: "row" }, name),
        element("td", {}, value))))));
  }

  baseRateReason(outcome, window) {
    if (window.video.total === 0) return "no video";
    return outcome.method === "omnizip" ? "no audio guides it" : "not of this method";
  }
}
