// The overview of a folder: totals, and a table of videos that can be sorted and filtered.

const { report } = pageData();

// Tokens kept for each second of media; it is not in the report but follows from it.
function tokensPerSecond(video) {
  return video.duration_seconds > 0 ? video.block.kept / video.duration_seconds : null;
}

// A column: key, heading, width in rem, raw value of a video, its text. `words` columns are text, the others numbers.
//
// Rows are grids of these widths and are laid out only when they come into view: thousands of them sort at once. A row
// that is a grid is no table row to a browser any more, hence the explicit roles.
const allColumns = [
  // A plan has no figures of loss: its table fits a window of 1280 pixels, others scroll and give names more room.
  { key: "name", title: "Video", width: report.basis === "plan" ? 11.2 : 17, value: (video) => video.name, name: true },
  { key: "duration_seconds", title: "Duration", width: 5.6, value: (video) => video.duration_seconds, text: duration },
  { key: "windows", title: "Windows", width: 5.5, value: (video) => video.windows, text: count },
  { key: "block.total", title: "Tokens", width: 4.8, value: (video) => video.block.total, text: count },
  { key: "block.kept", title: "Kept", width: 7.4, value: (video) => video.block.kept, text: count,
    share: (video) => shareOf(video.block.kept, video.block.total) },
  { key: "video.kept", title: "Video kept", width: 7.4, value: (video) => video.video.kept, text: count,
    share: (video) => shareOf(video.video.kept, video.video.total) },
  { key: "audio.kept", title: "Audio kept", width: 7.6, value: (video) => video.audio.kept, text: count,
    share: (video) => shareOf(video.audio.kept, video.audio.total) },
  { key: "tokens_per_second", title: "Kept a second", width: 4.8, value: tokensPerSecond,
    text: (value) => fixed(value, 1) },
  { key: "total_share", title: "FLOPs", width: 4.6, value: (video) => video.total_share, text: percent },
  { key: "output_bytes", title: "Output", width: 4.8, value: (video) => video.output_bytes, text: bytes },
  { key: "loss.psnr_db", title: "PSNR", width: 5.6, value: (video) => video.loss.psnr_db, text: decibels,
    optional: true },
  { key: "loss.moving_cells", title: "Moving cells kept", width: 5.4,
    value: (video) => shareOf(video.loss.moving_cells?.kept, video.loss.moving_cells?.total),
    text: percent, optional: true },
  { key: "loss.longest_dropped_audio_seconds", title: "Longest dropped audio", width: 5.8,
    value: (video) => video.loss.longest_dropped_audio_seconds, text: (value) => fixed(value, 2) + "\u00a0s",
    optional: true },
  { key: "loss.salient_energy_kept", title: "Salient energy kept", width: 5.6,
    value: (video) => video.loss.salient_energy_kept, text: percent, optional: true },
  { key: "notes", title: "Notes", width: 9, value: (video) => video.outlier.length + video.warnings.length,
    words: true },
];
// Figures that no video has would be a column of dashes; of a plan's few, the videos' own pages tell.
const isUsed = (column) => !column.optional
  || (report.basis !== "plan" && report.videos.some((video) => isNumber(column.value(video))));
const columns = allColumns.filter(isUsed);
const table = {
  rows: [], body: element("tbody", { role: "rowgroup" }), heads: new Map(), sorted: null, ascending: true,
};

function showHeader() {
  byId("name").append(`${count(report.totals.videos)} ${report.totals.videos === 1 ? "video" : "videos"}`);
  byId("facts").append(...[
    fact("Duration", duration(report.totals.duration_seconds)),
    report.max_tokens === null
      ? fact("Removed as asked", `audio ${fixed(report.rho_audio, 2)}, video ${fixed(report.rho_video, 2)}`)
      : fact("Rates", `chosen for each video, to keep at most ${count(report.max_tokens)} tokens`),
    fact("Language model", visible(report.model)),
    fact("Based on", basisNames[report.basis] ?? visible(report.basis)),
  ]);
  byId("foot").append(madeBy(report));
}

function total(path, format) {
  const value = valueAt(report.totals, path);
  return element("span", { "data-figure": `totals.${path}`, "data-value": rawValue(value) }, format(value));
}

function modality(name, key) {
  const tokens = report.totals[key];
  return element("div", { class: "modality" }, element("span", {}, name),
    meter(shareOf(tokens.kept, tokens.total), key),
    element("span", { class: "number" }, tokens.total > 0 ? percent(tokens.kept / tokens.total) : "none"),
    element("span", { class: "counts" }, total(`${key}.kept`, count), " of ", total(`${key}.total`, count)));
}

function showTotals() {
  const totals = report.totals;
  const pair = (name, ...value) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
  byId("summary").append(
    card("Tokens kept", element("p", { class: "hero" }, percent(shareOf(totals.block.kept, totals.block.total)),
      element("small", {}, total("block.kept", count), " of ", total("block.total", count))),
    modality("Video", "video"), modality("Audio", "audio")),
    card("Language model's work", element("p", { class: "hero" }, total("total_share", percent),
      element("small", {}, "of the FLOPs, 100 tokens written after each")),
    element("p", { class: "aside" }, "Videos read one by one; estimate for ", visible(report.model), ".")),
    card("Output", element("p", { class: "hero" }, total("output_bytes", bytes),
      element("small", {}, "of bundles and documents"))),
    card("Videos", element("dl", { class: "pairs" }, pair("Previewed", total("videos", count)),
      pair("Failed", total("failed", count)),
      pair("Passed over, no media", total("skipped", count)), pair("Duration", total("duration_seconds", duration)))));
}

function nameCell(video) {
  const name = nameElement(video.name);
  const shown = isPage(video.page) ? element("a", { href: video.page }, name) : name;
  return element("th", { role: "rowheader", title: visible(video.name) }, element("span", { class: "clamp" }, shown));
}

// A page is a file beside this one: an address with a scheme or a host is not followed, whatever the data says.
function isPage(address) {
  return typeof address === "string" && address !== "" && !/^[a-z][a-z0-9+.-]*:|^[\\/]|[\u0000-\u0020]/i.test(address);
}

function noteCell(video) {
  const cell = element("td", { role: "cell", class: "words" });
  if (video.outlier.length) {
    cell.append(element("span", { class: "unusual" }, `unusual ${video.outlier.map(figureName).join(", ")}`));
  }
  for (const warning of video.warnings) {
    if (cell.hasChildNodes()) cell.append("; ");
    cell.append(element("span", { title: visible(warning.message) }, visible(warning.code).replace(/_/g, " ")));
  }
  return cell;
}

function bodyCell(column, video) {
  if (column.name) return nameCell(video);
  if (column.words) return noteCell(video);
  const value = column.value(video);
  const cell = element("td", { role: "cell" }, isNumber(value) ? column.text(value) : "–");
  const share = column.share?.(video);
  if (isNumber(share)) cell.append(element("small", {}, "\u2002" + percent(share)));
  return cell;
}

function bodyRow(video, index) {
  const cells = columns.map((column) => {
    const cell = bodyCell(column, video);
    cell.dataset.column = column.key;
    cell.dataset.value = rawValue(column.value(video));
    return cell;
  });
  const node = element("tr", { role: "row", "data-row": index, class: video.outlier.length ? "outlier" : null }, cells);
  const words = [visible(video.name), node.lastChild.textContent].join(" ").toLowerCase();
  return { node, index, video, words };
}

function headCell(column) {
  const button = element("button", { type: "button", "data-sort": column.key }, column.title);
  const cell = element("th", { role: "columnheader", class: column.words ? "words" : null }, button);
  button.addEventListener("click", () => sortBy(column));
  table.heads.set(column.key, cell);
  return cell;
}

// Names by the order of their characters, so that every machine sorts alike.
function compare(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

// A first click on numbers shows the largest first, on names the first; a second click turns it round. Videos without
// the figure stay last either way, and equal ones keep the order of the report.
function sortBy(column) {
  const isSame = table.sorted === column;
  table.ascending = isSame ? !table.ascending : Boolean(column.name);
  table.heads.get(table.sorted?.key)?.removeAttribute("aria-sort");
  table.sorted = column;
  table.heads.get(column.key).setAttribute("aria-sort", table.ascending ? "ascending" : "descending");
  const sign = table.ascending ? 1 : -1;
  const keyed = table.rows.map((row) => ({ row, value: column.value(row.video) }));
  keyed.sort((left, right) => isAbsent(left.value) - isAbsent(right.value)
    || (isAbsent(left.value) ? 0 : sign * compare(left.value, right.value)) || left.row.index - right.row.index);
  table.rows = keyed.map(({ row }) => row);
  table.body.replaceChildren(...table.rows.map((row) => row.node));
}

function filterRows() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const onlyUnusual = byId("only-unusual").checked;
  let number = 0;
  for (const row of table.rows) {
    const isShown = row.words.includes(wanted) && (!onlyUnusual || row.video.outlier.length > 0);
    if (row.node.hidden === isShown) row.node.hidden = !isShown;
    number += isShown ? 1 : 0;
  }
  byId("shown").textContent = `${count(number)} of ${count(table.rows.length)} videos shown. The headings sort.`;
}

function showVideos() {
  table.rows = report.videos.map(bodyRow);
  table.body.append(...table.rows.map((row) => row.node));
  const widths = columns.map((column) => (column.words || column.name
    ? `minmax(${column.width}rem, ${column.width}fr)` : `${column.width}rem`));
  const least = columns.reduce((sum, column) => sum + column.width, 0);
  byId("videos").append(element("table", {
    class: "grid videos", role: "table", "aria-label": "Videos; the buttons in the heading sort",
    "aria-rowcount": report.videos.length + 1, style: `--columns:${widths.join(" ")};min-width:${least.toFixed(1)}rem`,
  }, element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, columns.map(headCell))), table.body));
  byId("filter").addEventListener("input", filterRows);
  byId("only-unusual").addEventListener("change", filterRows);
  filterRows();
}

function showFailures() {
  if (report.failures.length === 0) return;
  const rows = report.failures.map((failure, index) => element("tr", { "data-failure": index },
    element("th", { scope: "row", class: "wide" }, nameElement(failure.path)),
    element("td", {}, visible(failure.code), element("br"), element("small", {},
      `${visible(failure.class)}, ${visible(failure.stage)}`)),
    element("td", { class: "wide" }, visible(failure.message)),
    element("td", { class: "wide" }, failure.hint ? visible(failure.hint) : "–")));
  byId("failures").append(element("table", { class: "grid failure-table" },
    element("caption", { class: "unseen" }, "Failures with what can be done about them"),
    element("thead", {}, element("tr", {},
      ["Video", "Code", "What happened", "What helps"].map((title) => element("th", { scope: "col" }, title)))),
    element("tbody", {}, rows)));
  byId("failures-section").hidden = false;
}

showHeader();
showTotals();
showVideos();
showFailures();
