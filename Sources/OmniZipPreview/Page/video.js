// The page of one video: reads the data, and keeps what is shown in step with the choice and the window.

const { report, media: rawMedia } = pageData();
const media = new Media(rawMedia);
const outcomes = [report.chosen, ...(report.alternatives ?? [])];
const labels = choiceLabels(outcomes);
const shown = { outcome: report.chosen, window: 0 };
const slots = report.chosen.windows;
let timeline = null;
let detail = null;

// A window in words, for the tooltip and for screen readers.
function windowLines(index) {
  const slot = slots[index];
  const window = shown.outcome.windows[index];
  const lines = [`Window ${index + 1}, ${clock(slot.start_seconds)} to ${clock(slot.end_seconds)}`];
  if (!window) return lines;
  const { audio, video } = window;
  lines.push(isNumber(window.retention)
    ? `audio kept ${percent(window.retention)} (${count(audio.kept)} of ${count(audio.total)})` : "no audio");
  lines.push(isNumber(window.rate)
    ? `video removed ${percent(window.rate)} (${count(video.kept)} of ${count(video.total)} kept)` : "no video");
  if (isNumber(window.loss?.psnr_db)) lines.push(`PSNR ${decibels(window.loss.psnr_db)}`);
  return lines;
}

function announce(text) {
  byId("announcer").textContent = text;
}

function selectWindow(index) {
  if (!detail || index < 0 || index >= slots.length) return;
  shown.window = index;
  timeline.mark(index);
  detail.show(shown.outcome, index);
  announce(windowLines(index).join(", "));
}

function selectChoice(id) {
  const place = outcomes.findIndex((outcome) => outcome.id === id);
  if (place < 0) return;
  shown.outcome = outcomes[place];
  byId("choice").value = id;
  showSummary(report, shown.outcome);
  markComparison(id);
  if (detail) {
    timeline.show(shown.outcome);
    detail.show(shown.outcome, shown.window);
  }
  announce(`${labels[place]}: ${count(shown.outcome.block.kept)} of ${count(shown.outcome.block.total)} tokens kept`);
}

function buildChoice() {
  const select = byId("choice");
  const label = (index) => labels[index] + (index === 0 && outcomes.length > 1 ? " · as run" : "");
  select.append(...outcomes.map((outcome, index) => element("option", { value: outcome.id }, label(index))));
  select.addEventListener("change", () => selectChoice(select.value));
  select.disabled = outcomes.length < 2;
}

function buildWindows() {
  if (slots.length === 0) {
    byId("timeline").append(element("p", { class: "hint" }, "This video has no windows."));
    byId("window-detail").hidden = true;
    return;
  }
  timeline = new Timeline(byId("timeline"), slots, media, {
    select: selectWindow, describe: windowLines, label: (index) => windowLines(index).join(", "),
  });
  detail = new WindowDetail(byId("window-detail"), report, media, selectWindow);
  timeline.drawMel();
}

showHeader(report);
showNotices(report);
buildChoice();
showComparison(outcomes, labels, selectChoice);
showSweep(report);
showDefinitions(report);
buildWindows();
selectChoice(report.chosen.id);
selectWindow(0);
announce("");
