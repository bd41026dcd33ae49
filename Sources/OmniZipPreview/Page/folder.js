"use strict";
// The overview of a folder: totals, and a table that sorts and filters.

const shareOf = (video) => (video.block.total > 0 ? video.block.kept / video.block.total : null);

const columns = [
  ["name", "video", (v) => v.name, null],
  ["duration_seconds", "duration", (v) => v.duration_seconds, (x) => (x === null ? missing : duration(x))],
  ["frames", "frames", (v) => v.frames, grouped],
  ["windows", "windows", (v) => v.windows, grouped],
  ["block.total", "tokens", (v) => v.block.total, grouped],
  ["block.kept", "kept", (v) => v.block.kept, grouped],
  ["share", "share", shareOf, (x) => percent(x)],
  ["total_share", "FLOPs", (v) => v.total_share, (x) => percent(x)],
  ["output_bytes", "output", (v) => v.output_bytes, bytesText],
  ["warnings", "warnings", (v) => v.warnings.length, (x) => (x === 0 ? "" : grouped(x))],
];

const outlierTexts = { tokens_per_second: "tokens a second", kept_share: "share kept", tokens: "tokens" };

// Rows are made once; sorting and filtering move and hide them.
class VideoTable {
  constructor(videos) {
    this.videos = videos;
    this.rows = videos.map((video, index) => this.row(video, index));
    this.names = videos.map((video) => printable(video.name).toLowerCase());
    this.body = element("tbody");
    this.heads = columns.map(([key, name]) => this.head(key, name));
    const table = document.getElementById("videos");
    table.append(element("caption", { textContent: "One line a video; a button of the head sorts" }),
      element("thead", {}, element("tr", {}, ...this.heads)), this.body);
    this.body.append(...this.rows);
  }

  head(key, name) {
    const button = element("button", { type: "button", textContent: name, "data-sort": key });
    button.addEventListener("click", () => this.sort(key));
    return element("th", { scope: "col", "aria-sort": "none" }, button);
  }

  row(video, index) {
    const line = element("tr", { "data-row": index });
    for (const [key, , value, text] of columns) {
      if (key === "name") line.append(this.nameCell(video));
      else line.append(element("td", { "data-value": String(value(video)), textContent: text(value(video)) }));
    }
    return line;
  }

  nameCell(video) {
    const name = element("bdi", { textContent: printable(video.name) });
    const cell = element("th", { scope: "row", "data-value": video.name },
      video.page ? element("a", { href: video.page }, name) : name);
    if (video.outlier.length > 0) {
      const figures = video.outlier.map((key) => outlierTexts[key] ?? key).join(", ");
      cell.append(element("span", { className: "outlier", textContent: "far from the others: " + figures }));
    }
    for (const warning of video.warnings) cell.append(element("span", { className: "remark", textContent: printable(warning.message) }));
    return cell;
  }

  // A second click turns the order around. What is not known comes last.
  sort(key) {
    const index = columns.findIndex(([other]) => other === key);
    const value = columns[index][2];
    const isUp = this.heads[index].getAttribute("aria-sort") !== "ascending";
    const known = (a, b) => (a === b ? 0 : a < b ? -1 : 1);
    const order = this.videos.map((_, place) => place).sort((a, b) => {
      const [left, right] = [value(this.videos[a]), value(this.videos[b])];
      if (left === null || right === null) return (left === null) - (right === null) || a - b;
      return (isUp ? known(left, right) : known(right, left)) || a - b;
    });
    this.heads.forEach((head) => head.setAttribute("aria-sort", "none"));
    this.heads[index].setAttribute("aria-sort", isUp ? "ascending" : "descending");
    this.body.append(...order.map((place) => this.rows[place]));
  }

  // Returns how many rows are shown.
  filter(text) {
    const wanted = text.toLowerCase();
    let shown = 0;
    this.rows.forEach((row, index) => {
      row.hidden = !this.names[index].includes(wanted);
      if (!row.hidden) shown += 1;
    });
    return shown;
  }
}

function totalCards(report) {
  const { totals } = report;
  const videos = [figure("totals.videos", totals.videos, grouped(totals.videos))];
  return [
    card("Videos", videos[0], duration(totals.duration_seconds) + " in all"),
    card("Tokens", figure("totals.block.kept", totals.block.kept, grouped(totals.block.kept)),
      ["of ", figure("totals.block.total", totals.block.total, grouped(totals.block.total)), ", "
        + percent(totals.block.total > 0 ? totals.block.kept / totals.block.total : null)]),
    card("Computation", percent(totals.total_share), "of the FLOPs, " + report.model),
    card("Output", figure("totals.output_bytes", totals.output_bytes, bytesText(totals.output_bytes)), "bundles and documents"),
    card("Not previewed", figure("totals.failed", totals.failed, grouped(totals.failed)),
      grouped(totals.skipped) + " files passed over: no media"),
  ];
}

function main() {
  const { report } = JSON.parse(document.getElementById("data").textContent);
  document.getElementById("name").textContent = grouped(report.totals.videos) + " videos";
  document.getElementById("facts").textContent = "rates " + rateText(report) + " removed of audio / of video \u00b7 "
    + (report.basis === "plan" ? "planned from index and sound: counts are exact, no picture was decoded" : "looked at in full");
  document.getElementById("cards").replaceChildren(...totalCards(report));
  document.getElementById("foot").textContent = "omnizip " + report.generator_version;
  const table = new VideoTable(report.videos);
  const filter = document.getElementById("filter");
  filter.addEventListener("input", () => {
    document.getElementById("shown").textContent = grouped(table.filter(filter.value)) + " shown";
  });
  const failures = document.getElementById("failures");
  for (const failure of report.failures) {
    failures.append(element("li", {}, element("bdi", { textContent: printable(failure.path) }),
      ": " + printable(failure.message) + (failure.hint ? " (" + printable(failure.hint) + ")" : "")));
  }
  document.getElementById("failed").hidden = report.failures.length === 0;
}

main();
