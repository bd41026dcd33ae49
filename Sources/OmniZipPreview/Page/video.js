"use strict";
// The page of one video: reads its data, and draws everything again when another choice is made.

function main() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { report, media } = data;
  const outcomes = [report.chosen, ...report.alternatives];
  const detail = new WindowDetail(data);
  let current = 0;
  const choiceOf = (outcome) => media.choices.find((choice) => choice.id === outcome.id) ?? null;
  const timeline = new Timeline(document.getElementById("timeline"), document.getElementById("timeline-caption"),
    (index) => detail.show(outcomes[current], choiceOf(outcomes[current]), index));

  const choose = (index) => {
    current = index;
    document.getElementById("choice").value = outcomes[index].id;
    document.getElementById("cards").replaceChildren(...outcomeCards(outcomes[index]));
    timeline.draw(outcomes[index].windows, media);
    detail.show(outcomes[index], choiceOf(outcomes[index]), timeline.selected);
    showComparison(outcomes, index, choose);
  };
  showHeader(report);
  showChoices(outcomes, choose);
  showNotes(report);
  showSweep(report);
  showDefinitions(report.definitions);
  choose(0);
  // Narrower or wider: the timeline fills the room that it has.
  new ResizeObserver(() => timeline.draw(outcomes[current].windows, media))
    .observe(document.getElementById("timeline-scroll"));
}

const basisTexts = {
  plan: "planned from index and sound, no picture decoded",
  full: "the whole video looked at",
  bundle: "what a bundle holds",
  bundle_and_video: "a bundle and its video",
};

function showHeader(report) {
  const { source, sampling } = report;
  document.getElementById("name").textContent = printable(source.name);
  const facts = [];
  if (source.duration_seconds !== null) facts.push(duration(source.duration_seconds));
  if (source.video) facts.push(source.video.width + "x" + source.video.height + " " + source.video.codec + " at "
    + fixed(source.video.frames_per_second, 2) + " fps");
  if (source.audio) facts.push(source.audio.codec + " " + source.audio.sample_rate + " Hz");
  const [patches, rows, columns] = sampling.grid_thw;
  if (patches > 0) facts.push(sampling.frames + " frames of " + sampling.resized_width + "x" + sampling.resized_height
    + ", grid " + patches + " x " + rows / 2 + " x " + columns / 2);
  facts.push(report.chosen.windows.length + " windows", "profile " + report.profile, "encoder " + report.encoder,
    basisTexts[report.basis]);
  if (report.output_bytes !== null) facts.push("output " + bytesText(report.output_bytes));
  document.getElementById("facts").textContent = facts.join(" \u00b7 ");
  document.getElementById("foot").textContent = "omnizip " + report.generator_version
    + ". FLOPs and KV cache by the cost model of OmniZip (arXiv 2511.14582, eq. 9), 100 tokens written.";
}

function showChoices(outcomes, choose) {
  const control = document.getElementById("choice");
  for (const outcome of outcomes) {
    control.append(element("option", { value: outcome.id, textContent: outcome.method + " " + rateText(outcome) }));
  }
  control.addEventListener("change", () => choose(control.selectedIndex));
}

function showNotes(report) {
  const list = document.getElementById("warnings");
  for (const warning of report.warnings) {
    const times = warning.count > 1 ? " (" + grouped(warning.count) + " times)" : "";
    list.append(element("li", { textContent: printable(warning.message) + times }));
  }
  list.hidden = report.warnings.length === 0;
  if (!report.budget) return;
  const { setting, result, max_tokens: most } = report.budget;
  const rates = "rates " + fixed(setting.rho_audio, 2) + " / " + fixed(setting.rho_video, 2);
  const sampling = setting.fps + " frames a second and at most " + grouped(setting.max_pixels) + " pixels";
  const texts = {
    rates: "Fits into " + grouped(most) + " tokens at " + rates + ": " + grouped(setting.tokens) + ".",
    sampling: "No rates fit into " + grouped(most) + " tokens; " + sampling + " at " + rates + " keep "
      + grouped(setting.tokens) + (report.budget.applied ? ": shown here." : ", with --fit."),
    impossible: "Nothing fits into " + grouped(most) + " tokens; the least is " + grouped(setting.tokens) + ".",
  };
  const line = document.getElementById("budget");
  line.textContent = texts[result];
  line.hidden = false;
}

function showComparison(outcomes, current, choose) {
  document.getElementById("comparison").hidden = outcomes.length < 2;
  const first = (outcome) => {
    const button = element("button", { type: "button", textContent: outcome.method + " " + rateText(outcome),
      "aria-pressed": String(outcome === outcomes[current]) });
    button.addEventListener("click", () => choose(outcomes.indexOf(outcome)));
    return button;
  };
  document.getElementById("comparison-table").replaceChildren(outcomeTable(
    "Methods keep the same number of tokens; rates are removed of audio / of video", outcomes, first,
    (outcome) => outcome === outcomes[current]));
}

function showSweep(report) {
  if (report.sweep.length === 0) return;
  document.getElementById("sweep").hidden = false;
  document.getElementById("sweep-table").replaceChildren(outcomeTable(
    "OmniZip at other rates, removed of audio / of video", report.sweep, rateText,
    (outcome) => outcome.rho_audio === report.chosen.rho_audio && outcome.rho_video === report.chosen.rho_video));
}

function showDefinitions(definitions) {
  const names = { psnr_db: "PSNR", moving_cells: "Moving cells", longest_dropped_audio_seconds: "Longest sound gap",
    salient_energy_kept: "Salient energy" };
  const list = document.getElementById("definitions");
  for (const [key, name] of Object.entries(names)) {
    list.append(element("dt", { textContent: name }), element("dd", { textContent: definitions[key] ?? "" }));
  }
}

main();
