// What the page carries besides the report: pictures, sound and masks, packed as base64.

function decodeBytes(text) {
  if (typeof text !== "string" || text === "") return null;
  const binary = atob(text);
  const result = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) result[index] = binary.charCodeAt(index);
  return result;
}

// Everything in one value with no gaps: what a report or an old bundle lacks is empty here.
class Media {
  constructor(media) {
    const source = media ?? {};
    this.grid = source.grid ?? { rows: 0, columns: 0 };
    this.tokensPerSecond = source.tokens_per_second || 25;
    this.mel = Media.series(source.mel, source.mel?.bands ?? 0);
    this.saliency = Media.series(source.saliency, 1);
    this.tokensPerColumn = source.mel?.tokens_per_column || 1;
    this.pictures = new Map();
    for (const picture of source.pictures ?? []) {
      this.pictures.set(picture.patch, [...(this.pictures.get(picture.patch) ?? []), picture]);
    }
    // Masks are decoded when a choice is first looked at: a long video has several of them.
    this.packed = new Map((source.choices ?? []).map((choice) => [choice.id, choice]));
    this.masks = new Map();
  }

  static series(source, bands) {
    const data = decodeBytes(source?.data);
    return data && source.columns > 0 ? { bands, columns: source.columns, data } : null;
  }

  get cells() {
    return this.grid.rows * this.grid.columns;
  }

  masksOf(id) {
    if (!this.masks.has(id)) {
      const packed = this.packed.get(id);
      this.masks.set(id, { video: decodeBytes(packed?.video_keep), audio: decodeBytes(packed?.audio_state) });
    }
    return this.masks.get(id);
  }

  // Which cells of a patch are kept, row by row; null where it is not known.
  cellsKept(id, patch) {
    const bits = this.masksOf(id).video;
    const first = patch * this.cells;
    if (!bits || this.cells === 0 || bits.length * 8 < first + this.cells) return null;
    return Array.from({ length: this.cells },
      (_, cell) => ((bits[(first + cell) >> 3] >> ((first + cell) & 7)) & 1) === 1);
  }

  // States of the audio tokens of a range; null where they are not known.
  audioStates(id, start, end) {
    const states = this.masksOf(id).audio;
    return states && states.length >= end ? states.subarray(start, end) : null;
  }
}

// "omnizip 0.30 / 0.60": the method and the fractions of audio and video that were asked to go.
function choiceLabel(outcome) {
  return `${visible(outcome.method)} ${fixed(outcome.rho_audio, 2)} / ${fixed(outcome.rho_video, 2)}`;
}

// Labels of all choices; two that read the same get their ids, too.
function choiceLabels(outcomes) {
  const labels = outcomes.map(choiceLabel);
  return labels.map((label, index) =>
    labels.filter((other) => other === label).length > 1 ? `${label} (${visible(outcomes[index].id)})` : label);
}
