"use strict";
// Cards and tables of figures.

function card(title, main, ...notes) {
  return element("div", { className: "card" }, element("h3", { textContent: title }),
    element("p", { className: "big" }, main), ...notes.map((note) => element("p", { className: "note" }, ...[note].flat())));
}

function tokenCard(title, path, outcome, ...notes) {
  const count = member(outcome, path);
  const share = count.total > 0 ? percent(count.kept / count.total) : missing;
  return card(title, figure(path + ".kept", count.kept, grouped(count.kept)),
    ["of ", figure(path + ".total", count.total, grouped(count.total)), " tokens, " + share], ...notes);
}

function removedNote(path, asked, outcome) {
  const real = member(outcome, path);
  return ["removed ", figure(path, real, percent(real)), ", asked for " + percent(asked, 0)];
}

function lossCard(title, path, outcome, text, note) {
  const value = member(outcome, path);
  return card(title, figure(path, value, value === null ? "not measured" : text(value)), note);
}

// The cards of one outcome of a video.
function outcomeCards(outcome) {
  const cost = outcome.cost;
  const moving = outcome.loss.moving_cells;
  const notes = cost.full_seconds === null ? [] :
    ["about " + fixed(cost.full_seconds, 2) + " s, then " + fixed(cost.compressed_seconds, 2) + " s"];
  return [
    tokenCard("Tokens", "block", outcome),
    tokenCard("Video", "video", outcome, removedNote("video_removed", outcome.rho_video, outcome)),
    tokenCard("Audio", "audio", outcome, removedNote("audio_removed", outcome.rho_audio, outcome)),
    card("Computation", figure("cost.total_share", cost.total_share, percent(cost.total_share)),
      ["of the FLOPs to read the tokens and write 100; reading alone ",
        figure("cost.prefill_share", cost.prefill_share, percent(cost.prefill_share))], ...notes),
    card("KV cache", figure("cost.compressed.kv_cache_bytes", cost.compressed.kv_cache_bytes,
      bytesText(cost.compressed.kv_cache_bytes)), "instead of " + bytesText(cost.full.kv_cache_bytes) + ", " + cost.model),
    lossCard("Picture", "loss.psnr_db", outcome, (value) => fixed(value, 1) + " dB", "PSNR, dropped cells filled"),
    card("Moving cells", figure("loss.moving_cells.kept", moving && moving.kept,
      moving ? (moving.total > 0 ? percent(moving.kept / moving.total) : "none move") : "not measured"),
      ["kept of ", figure("loss.moving_cells.total", moving && moving.total, grouped(moving && moving.total))]),
    lossCard("Longest sound gap", "loss.longest_dropped_audio_seconds", outcome, (value) => fixed(value, 2) + " s",
      "without a kept token"),
    lossCard("Salient energy", "loss.salient_energy_kept", outcome, (value) => percent(value), "of sound above its background"),
  ];
}

// A table with a caption, a head and rows of cells; a cell is text, an element, or [sort value, content].
function plainTable(caption, heads, rows) {
  const table = element("table", {}, element("caption", { textContent: caption }));
  table.append(element("thead", {}, element("tr", {}, ...heads.map((text) =>
    element("th", { scope: "col", textContent: text })))));
  const body = element("tbody");
  for (const row of rows) {
    const line = element("tr", { className: row.className ?? "" });
    row.cells.forEach((cell, index) => line.append(index === 0
      ? element("th", { scope: "row" }, cell) : element("td", {}, cell)));
    body.append(line);
  }
  table.append(body);
  return table;
}

const outcomeColumns = [
  ["tokens kept", (o) => grouped(o.block.kept)],
  ["share", (o) => percent(o.block.total > 0 ? o.block.kept / o.block.total : null)],
  ["FLOPs", (o) => percent(o.cost.total_share)],
  ["PSNR", (o) => (o.loss.psnr_db === null ? missing : fixed(o.loss.psnr_db, 2) + " dB")],
  ["moving cells", (o) => percent(o.loss.moving_cells && o.loss.moving_cells.total > 0
    ? o.loss.moving_cells.kept / o.loss.moving_cells.total : null)],
  ["longest gap", (o) => (o.loss.longest_dropped_audio_seconds === null
    ? missing : fixed(o.loss.longest_dropped_audio_seconds, 2) + " s")],
  ["salient energy", (o) => percent(o.loss.salient_energy_kept)],
];

// Outcomes side by side; `first` gives the row's head.
function outcomeTable(caption, outcomes, first, isChosen) {
  return plainTable(caption, ["", ...outcomeColumns.map(([name]) => name)], outcomes.map((outcome) => ({
    className: isChosen(outcome) ? "chosen" : "",
    cells: [first(outcome), ...outcomeColumns.map(([, text]) => text(outcome))],
  })));
}

function rateText(outcome) {
  return fixed(outcome.rho_audio, 2) + " / " + fixed(outcome.rho_video, 2);
}
