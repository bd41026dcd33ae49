"use strict";
// One window: its pictures with what is dropped dimmed, its sound token by token, its numbers.

const audioStates = [
  ["dropped", "state-dropped"], ["kept", "state-kept"], ["anchor", "state-anchor"], ["merged into an anchor", "state-merged"],
];

class WindowDetail {
  constructor(data) {
    this.report = data.report;
    this.media = data.media;
    this.root = document.getElementById("window-detail");
    this.pictures = new Map();
    for (const picture of this.media.pictures) {
      const list = this.pictures.get(picture.patch) ?? [];
      list.push(picture);
      this.pictures.set(picture.patch, list);
    }
  }

  show(outcome, choice, index) {
    const window = outcome.windows[index];
    this.root.dataset.window = index;
    document.getElementById("window-title").textContent = window
      ? "Window " + (index + 1) + ": " + clock(window.start_seconds) + " to " + clock(window.end_seconds) : "No window";
    if (!window) return;
    this.showPictures(window, choice);
    this.showSound(window, choice);
    document.getElementById("window-numbers").replaceChildren(this.numbers(window));
  }

  showPictures(window, choice) {
    const host = document.getElementById("window-pictures");
    const keep = decoded(choice && choice.video_keep);
    const [first, end] = window.patches;
    const cells = this.media.grid.rows * this.media.grid.columns;
    host.replaceChildren();
    if (first === end || cells === 0) {
      host.append(element("p", { className: "hint", textContent: "No video in this window." }));
      return;
    }
    for (let patch = first; patch < end; patch += 1) {
      const mask = keep && Array.from({ length: cells }, (_, cell) => {
        const bit = patch * cells + cell;
        return (keep[bit >> 3] >> (bit & 7)) & 1;
      });
      const pictures = this.pictures.get(patch) ?? [];
      if (pictures.length === 0 && mask) host.append(this.frame(null, mask, patch));
      for (const picture of pictures) host.append(this.frame(picture, mask, patch));
    }
    host.prepend(element("p", { className: "hint", textContent: this.pictureNote(keep, host.children.length > 0) }));
  }

  pictureNote(keep, hasPictures) {
    if (!keep) return "The plan fixes how many cells each picture keeps; which ones, a full preview shows.";
    if (!hasPictures) return "";
    return this.report.basis === "bundle"
      ? "Cells that are kept are light, dropped ones dark. With --video the pictures are shown, too."
      : "Cells that are kept are clear, dropped ones dim.";
  }

  // A picture under its mask; without a picture, the mask alone.
  frame(picture, mask, patch) {
    const { rows, columns } = this.media.grid;
    const kept = mask ? mask.reduce((sum, bit) => sum + bit, 0) : null;
    const box = element("div", { className: "frame" });
    box.style.aspectRatio = columns + " / " + rows;
    const name = picture ? "Patch " + patch + ", " + fixed(picture.seconds, 2) + " s" : "Patch " + patch;
    const text = name + (kept === null ? "" : ": " + kept + " of " + mask.length + " cells kept");
    if (picture) box.append(element("img", { src: "data:image/jpeg;base64," + picture.jpeg, alt: text }));
    if (mask) box.append(this.cover(mask, picture === null));
    return element("figure", {}, box, element("figcaption", { textContent: text }));
  }

  // Dark squares over dropped cells, and lines between the kept and the dropped.
  cover(mask, isAlone) {
    const { rows, columns } = this.media.grid;
    const svg = svgElement("svg", { viewBox: `0 0 ${columns} ${rows}`, preserveAspectRatio: "none",
      class: isAlone ? "cover alone" : "cover" });
    svg.setAttribute("aria-hidden", "true");
    let dropped = "";
    let kept = "";
    mask.forEach((bit, cell) => {
      const square = `M${cell % columns} ${Math.floor(cell / columns)}h1v1h-1z`;
      if (bit) kept += square;
      else dropped += square;
    });
    svg.append(svgElement("path", { d: dropped, class: "dropped" }), svgElement("path", { d: kept, class: "kept" }));
    return svg;
  }

  showSound(window, choice) {
    const host = document.getElementById("window-sound");
    const states = decoded(choice && choice.audio_state);
    const [first, end] = window.audio_tokens;
    host.replaceChildren();
    if (first === end) {
      host.append(element("p", { className: "hint", textContent: "No sound in this window." }));
      return;
    }
    if (!states) return;
    const own = Array.from(states.subarray(first, end));
    const strip = element("div", { className: "strip", role: "img",
      "aria-label": "Audio tokens in order of time: " + this.counts(own) });
    for (const state of own) strip.append(element("span", { className: audioStates[state][1] }));
    const legend = element("ul", { className: "legend" });
    audioStates.forEach(([name, style], state) => legend.append(element("li", {},
      element("span", { className: style, "aria-hidden": "true" }),
      name + " " + own.filter((other) => other === state).length)));
    host.append(element("h3", { textContent: "Audio tokens" }), strip, legend);
  }

  counts(states) {
    return audioStates.map(([name], state) => states.filter((other) => other === state).length + " " + name).join(", ");
  }

  numbers(window) {
    const moving = window.loss.moving_cells;
    const cell = (path, text) => figure(path, member(window, path), text, "data-window-figure");
    const count = (path, value) => [cell(path + ".kept", grouped(value.kept)), " of ", cell(path + ".total", grouped(value.total))];
    const rows = [
      ["video tokens kept", count("video", window.video)],
      ["audio tokens kept", count("audio", window.audio)],
      ["audio retention", [cell("retention", percent(window.retention))]],
      ["pruning rate before the budget", [cell("base_rate", percent(window.base_rate))]],
      ["pruning rate", [cell("rate", percent(window.rate))]],
      ["PSNR, dropped cells filled", [cell("loss.psnr_db", window.loss.psnr_db === null ? missing : fixed(window.loss.psnr_db, 2) + " dB")]],
      ["moving cells kept", [cell("loss.moving_cells.kept", grouped(moving && moving.kept)), " of " + grouped(moving && moving.total)]],
      ["longest run of dropped audio", [cell("loss.longest_dropped_audio_seconds",
        window.loss.longest_dropped_audio_seconds === null ? missing : fixed(window.loss.longest_dropped_audio_seconds, 2) + " s")]],
      ["salient energy kept", [cell("loss.salient_energy_kept", percent(window.loss.salient_energy_kept))]],
    ];
    const body = element("tbody", {}, ...rows.map(([name, cells]) => element("tr", {},
      element("th", { scope: "row", textContent: name }), element("td", {}, ...cells))));
    return element("table", { className: "numbers" }, element("caption", { textContent: "The window's numbers" }), body);
  }
}
