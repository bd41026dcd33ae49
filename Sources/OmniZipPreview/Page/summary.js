// Header, notices, cards and tables of one video's report.

// Why a figure is missing, as far as the report tells.
function missingReason(report, outcome, path) {
  const key = path.split(".").pop();
  const ofPictures = /psnr|moving/.test(path);
  if (ofPictures && outcome.video.total === 0) return "no video";
  if (!ofPictures && /audio|salient/.test(path) && outcome.audio.total === 0) return "no audio";
  if (report.basis === "plan") return ofPictures ? "a plan decodes no pictures" : "a plan selects no tokens";
  if (report.basis === "bundle") return "needs the video beside the bundle";
  return { moving_cells: "nothing moves", salient_energy_kept: "nothing stands out" }[key] ?? "nothing to measure";
}

// A number of the outcome that is shown: its text, and its raw value as `data-figure`.
function figure(outcome, path, format, attribute = "data-figure") {
  const value = valueAt(outcome, path);
  return element("span", { [attribute]: path, "data-value": rawValue(value) }, format(value));
}

// A figure of loss, or the words "not measured" and why.
function lossFigure(report, outcome, path, format, attribute = "data-figure") {
  const value = valueAt(outcome, path);
  if (!isAbsent(value)) return figure(outcome, path, format, attribute);
  // What a basis lacks everywhere is said once, in the cards, and not in every window.
  const isSaid = attribute !== "data-figure" && ["plan", "bundle"].includes(report.basis);
  const note = isSaid ? null : element("small", {}, " " + missingReason(report, outcome, path));
  return element("span", { class: "missing", [attribute]: path, "data-value": "null" }, "not measured",
    ...(note ? [note] : []));
}

// Moving cells are a count of kept and total: the share is what is read, the counts are what is in the report.
function movingFigure(report, outcome, attribute = "data-figure") {
  const cells = outcome.loss.moving_cells;
  if (!cells) return lossFigure(report, outcome, "loss.moving_cells", count, attribute);
  if (cells.total === 0) {
    return element("span", { class: "missing" }, "nothing moves",
      element("span", { [attribute]: "loss.moving_cells.kept", "data-value": "0" }),
      element("span", { [attribute]: "loss.moving_cells.total", "data-value": "0" }));
  }
  return element("span", {}, percent(cells.kept / cells.total), element("small", {}, " ",
    figure(outcome, "loss.moving_cells.kept", count, attribute), " of ",
    figure(outcome, "loss.moving_cells.total", count, attribute)));
}

function showHeader(report) {
  const source = report.source;
  byId("name").append(nameElement(source.name));
  byId("name").title = visible(source.name);
  const video = source.video;
  const audio = source.audio;
  const [patches, rows, columns] = report.sampling.grid_thw;
  const merged = `${count(patches)} × ${rows / 2} × ${columns / 2} cells`;
  byId("facts").append(...[
    fact("Duration", isNumber(source.duration_seconds) ? duration(source.duration_seconds) : "not known"),
    fact("Part", partFact(source.part)),
    fact("File", fileFact(source)),
    fact("Video", videoFact(video, report)),
    fact("Audio", audioFact(audio, report)),
    fact("Grid", report.chosen.video.total > 0
      ? `${merged}, ${report.sampling.resized_width}×${report.sampling.resized_height} px` : null),
    fact("Windows", count(report.chosen.windows.length)),
    fact("Guidance", report.parameters.guidance ? visible(report.parameters.guidance) : null),
    fact("Profile", visible(report.profile)),
    fact("Encoder", visible(report.encoder)),
    fact("Based on", basisNames[report.basis] ?? visible(report.basis)),
  ].filter(Boolean));
}

function partFact(part) {
  if (!part) return null;
  const end = isNumber(part.end_seconds) ? `${fixed(part.end_seconds, 2)}\u00a0s` : "the end";
  return `${fixed(part.start_seconds ?? 0, 2)}\u00a0s to ${end}`;
}

function fileFact(source) {
  const format = source.format ? [visible(source.format)] : [];
  const size = isNumber(source.bytes) ? [bytes(source.bytes)] : [];
  return [...format, ...size].join(", ") || null;
}

function videoFact(video, report) {
  const frames = `${count(report.sampling.frames)} frames sampled at ${fixed(report.sampling.fps_effective, 2)} fps`;
  if (!video) return report.chosen.video.total > 0 ? frames : "none";
  return `${visible(video.codec)}, ${video.width}×${video.height}, ${fixed(video.frames_per_second, 2)} fps; ${frames}`;
}

function audioFact(audio, report) {
  if (!audio) return report.chosen.audio.total > 0 ? "in the bundle" : "none";
  const channels = audio.channels === 1 ? "1 channel" : `${audio.channels} channels`;
  return `${visible(audio.codec)}, ${fixed(audio.sample_rate / 1000, 1)} kHz, ${channels}`;
}

// Warnings, and what came of a search for a number of tokens.
function showNotices(report) {
  const notices = byId("notices");
  if (report.budget) notices.append(budgetNotice(report.budget));
  for (const warning of report.warnings ?? []) {
    const times = warning.count > 1 ? ` (${count(warning.count)} times)` : "";
    notices.append(element("p", { class: "note warn" }, element("strong", {}, "Warning: "),
      visible(warning.message) + times,
      element("code", {}, visible(warning.code))));
  }
  notices.hidden = !notices.hasChildNodes();
}

function budgetNotice(budget) {
  const setting = budget.setting;
  const asked = (path, format) => figure({ budget }, path, format, "data-report-figure");
  const rates = `audio ${fixed(setting.rho_audio, 2)}, video ${fixed(setting.rho_video, 2)}`;
  const sampling = `, ${fixed(setting.fps, 2)} frames a second, at most ${count(setting.max_pixels)} pixels a frame`;
  const words = {
    rates: ["It fits by rates alone: ", rates],
    sampling: ["Rates alone are not enough; it fits with ", rates + sampling],
    impossible: ["Nothing that was tried is enough; the smallest is ", rates + sampling],
  }[budget.result] ?? ["", rates + sampling];
  return element("p", { class: "note " + (budget.result === "impossible" ? "warn" : "good") },
    element("strong", {}, "Budget of ", asked("budget.max_tokens", count), " tokens. "), ...words, ", which keeps ",
    asked("budget.setting.tokens", count), " tokens. ",
    budget.applied ? "This page describes that setting."
      : "This page does not describe that setting; --fit applies it.");
}

// The cards of one choice.
function showSummary(report, outcome) {
  byId("summary").replaceChildren(
    tokenCard(report, outcome), costCard(outcome), lossCard(report, outcome));
}

function tokenCard(report, outcome) {
  return card("Tokens kept",
    element("p", { class: "hero" }, percent(shareOf(outcome.block.kept, outcome.block.total)),
      element("small", {}, figure(outcome, "block.kept", count), " of ", figure(outcome, "block.total", count))),
    modalityLine(outcome, "Video", "video"), modalityLine(outcome, "Audio", "audio"), sizeNote(report, outcome));
}

// One modality: what is kept, and what was asked to go beside what goes.
function modalityLine(outcome, name, key) {
  const tokens = outcome[key];
  if (tokens.total === 0) return noModality(outcome, name, key);
  return element("div", { class: "modality" }, element("span", {}, name),
    meter(shareOf(tokens.kept, tokens.total), key),
    element("span", { class: "number" }, percent(tokens.kept / tokens.total)),
    element("span", { class: "counts" }, figure(outcome, `${key}.kept`, count), " of ",
      figure(outcome, `${key}.total`, count),
      element("br"), "removed ", figure(outcome, `${key}_removed`, percent), ", asked ",
        figure(outcome, `rho_${key}`, percent)));
}

// A modality that the video does not have: its figures are in the page for whoever reads it by program, without text.
function noModality(outcome, name, key) {
  const silent = ["kept", "total"].map((part) => figure(outcome, `${key}.${part}`, () => ""));
  return element("div", { class: "modality" }, element("span", {}, name),
    element("span", { class: "missing" }, "none", ...silent, figure(outcome, `${key}_removed`, () => "")));
}

function sizeNote(report, outcome) {
  const anchors = outcome.method === "omnizip" && outcome.audio.total > 0 ? "Anchors count as kept audio. " : "";
  const size = isNumber(report.output_bytes)
    ? ["Bundle and document as run: ", figure(report, "output_bytes", bytes, "data-report-figure"), "."] : [];
  return element("p", { class: "aside" }, anchors, ...size);
}

// "48.3 TFLOP" as "48.3" where what follows has the same unit.
function withoutUnit(text, next) {
  const [number, unit] = text.split("\u00a0");
  return unit === next.split("\u00a0")[1] ? number : text;
}

function costCard(outcome) {
  const cost = outcome.cost;
  const shareLine = (name, path, full, now, format) => element("tr", {}, element("th", { scope: "row" }, name),
    element("td", {}, path
      ? figure(outcome, path, percent) : percent(shareOf(valueAt(outcome, now), valueAt(outcome, full)))),
    element("td", { class: "from-to" }, figure(outcome, full, (value) =>
      withoutUnit(format(value), format(valueAt(outcome, now)))),
      " → ", figure(outcome, now, format)));
  const rows = [
    shareLine("Prefill", "cost.prefill_share", "cost.full.prefill_flops", "cost.compressed.prefill_flops", operations),
    shareLine("Decode", null, "cost.full.decode_flops", "cost.compressed.decode_flops", operations),
    shareLine("KV cache", null, "cost.full.kv_cache_bytes", "cost.compressed.kv_cache_bytes", bytes),
  ];
  if (isNumber(cost.full_seconds) && isNumber(cost.compressed_seconds)) {
    rows.push(shareLine("Time", null, "cost.full_seconds", "cost.compressed_seconds",
      (value) => fixed(value, 2) + "\u00a0s"));
  }
  return card("Language model's work",
    element("p", { class: "hero" }, figure(outcome, "cost.total_share", percent),
      element("small", {}, "of the FLOPs, 100 tokens written")),
    element("table", { class: "plain" }, element("caption", { class: "unseen" },
      "Work after pruning as a share of the work before"),
      element("tbody", {}, rows)),
    element("p", { class: "aside" }, "Estimate for ", visible(cost.model), "."));
}

// The four figures of loss with the formats that every table uses.
const lossColumns = [
  ["loss.psnr_db", "PSNR", decibels],
  ["loss.moving_cells", "Moving cells kept", null],
  ["loss.longest_dropped_audio_seconds", "Longest dropped audio", (value) => fixed(value, 2) + "\u00a0s"],
  ["loss.salient_energy_kept", "Salient energy kept", percent],
];

function lossRow(report, outcome, [path, , format], attribute) {
  const name = figureName(path.split(".").pop());
  const value = format
    ? lossFigure(report, outcome, path, format, attribute) : movingFigure(report, outcome, attribute);
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

function lossCard(report, outcome) {
  return card("What is lost",
    element("dl", { class: "pairs" }, lossColumns.map((column) => lossRow(report, outcome, column))),
    element("p", { class: "aside" }, "Measures of the signal, not of a model's answers. ",
      element("a", { href: "#definitions-section" }, "What they mean"), "."));
}

// A cell of a comparison: the raw value stands in `data-value`, its path in `data-compare`.
function compareCell(outcome, path, format) {
  const value = valueAt(outcome, path);
  return element("td", { "data-compare": path, "data-value": rawValue(value) }, isAbsent(value) ? "–" : format(value));
}

function outcomeCells(outcome, losses) {
  const share = (key) => element("td", { "data-compare": `${key}.kept`, "data-value": rawValue(outcome[key].kept) },
    count(outcome[key].kept), element("small", {}, " " + percent(shareOf(outcome[key].kept, outcome[key].total))));
  const moving = (cells) => percent(shareOf(cells.kept, cells.total));
  return [share("block"), share("video"), share("audio"), compareCell(outcome, "cost.total_share", percent),
    ...losses.map(([path, , format]) => compareCell(outcome, path, format ?? moving))];
}

// Loss columns that at least one of the outcomes has: a plan has none, and empty columns only make a table wide.
function usedLosses(outcomes) {
  return lossColumns.filter(([path]) => outcomes.some((outcome) => !isAbsent(valueAt(outcome, path))));
}

function outcomeHead(first, losses) {
  const names = [...first, "Tokens kept", "Video", "Audio", "FLOPs", ...losses.map(([, name]) => name)];
  return element("thead", {}, element("tr", {}, names.map((name) => element("th", { scope: "col" }, name))));
}

// All choices, a row each; a click on a row or its button chooses it.
function showComparison(outcomes, labels, choose) {
  if (outcomes.length < 2) return;
  const losses = usedLosses(outcomes);
  const rows = outcomes.map((outcome, index) => {
    const button = element("button", { type: "button", class: "pick" }, labels[index]);
    const tag = index === 0 ? element("small", { class: "tag" }, "as run") : null;
    const row = element("tr", { "data-choice-row": outcome.id }, element("th", { scope: "row" }, button, tag),
      outcomeCells(outcome, losses));
    row.addEventListener("click", () => choose(outcome.id));
    return row;
  });
  byId("comparison").append(element("table", { class: "grid" },
    element("caption", {},
      "Rates are the fractions of audio and video that were asked to go. "
      + "Only rows with equal counts are a fair comparison of methods."),
    outcomeHead(["Method"], losses), element("tbody", {}, rows)));
  byId("comparison-section").hidden = false;
}

// Marks the row of the choice that is shown.
function markComparison(id) {
  for (const row of byId("comparison").querySelectorAll("[data-choice-row]")) {
    const isShown = row.dataset.choiceRow === id;
    row.classList.toggle("shown", isShown);
    row.querySelector("button").setAttribute("aria-pressed", String(isShown));
  }
}

function showSweep(report) {
  const sweep = report.sweep ?? [];
  if (sweep.length === 0) return;
  const losses = usedLosses(sweep);
  const same = (outcome) => outcome.rho_audio === report.chosen.rho_audio
    && outcome.rho_video === report.chosen.rho_video;
  const rows = sweep.map((outcome) => element("tr",
    { "data-sweep-row": outcome.id, class: same(outcome) ? "shown" : null },
    element("th", { scope: "row" }, fixed(outcome.rho_audio, 2)),
    element("th", { scope: "row" }, fixed(outcome.rho_video, 2),
      same(outcome) ? element("small", { class: "tag" }, "as run") : null), outcomeCells(outcome, losses)));
  byId("sweep").append(element("table", { class: "grid" }, element("caption", {},
    "What other rates would keep and cost, without their windows."),
    outcomeHead(["Audio rate", "Video rate"], losses), element("tbody", {}, rows)));
  byId("sweep-section").hidden = false;
}

function showDefinitions(report) {
  const entries = Object.entries(report.definitions ?? {});
  const order = lossColumns.map(([path]) => path.split(".").pop());
  const place = ([key]) => (order.includes(key) ? order.indexOf(key) : order.length);
  entries.sort((left, right) => place(left) - place(right));
  byId("definitions").append(...entries.map(([key, text]) =>
    element("div", {}, element("dt", {}, figureName(key)), element("dd", {}, visible(text)))));
  byId("definitions-section").hidden = entries.length === 0;
  byId("foot").append(madeBy(report));
}
