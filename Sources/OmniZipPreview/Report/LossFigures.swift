import OmniZipBundle

/// What is lost, as far as it can be told without a model's weights. A figure that was not measured is nil.
///
/// These are measures of the signal and not of what a model answers; `definitions` says what each leaves out.
public struct LossFigures: Sendable, Codable, Equatable {
    /// Peak signal-to-noise ratio in dB of the sampled pictures after each dropped cell is filled with its nearest kept
    /// one: in even patches of a window the kept cell of this and the next patch with the nearest token, in odd patches
    /// what fills the same cell of the patch before. 100 where nothing differs. As bench/encoders/eval.py.
    public var psnrDecibels: Double?
    /// Cells that moved against the camera: how many there are, and how many are kept.
    public var movingCells: TokenCount?
    /// Longest run of audio tokens of which none is kept, in seconds; nil without audio.
    public var longestDroppedAudioSeconds: Double?
    /// Share of the energy above the running background that lies in kept audio tokens, in [0, 1]; nil where there is
    /// none.
    public var salientEnergyKept: Double?

    enum CodingKeys: String, CodingKey {
        case psnrDecibels = "psnr_db"
        case movingCells = "moving_cells"
        case longestDroppedAudioSeconds = "longest_dropped_audio_seconds"
        case salientEnergyKept = "salient_energy_kept"
    }

    /// Figures; what is left out was not measured.
    public init(
        psnrDecibels: Double? = nil, movingCells: TokenCount? = nil, longestDroppedAudioSeconds: Double? = nil,
        salientEnergyKept: Double? = nil
    ) {
        self.psnrDecibels = psnrDecibels
        self.movingCells = movingCells
        self.longestDroppedAudioSeconds = longestDroppedAudioSeconds
        self.salientEnergyKept = salientEnergyKept
    }

    /// Share of moving cells that are kept, in [0, 1]; nil where nothing moves or it was not measured.
    public var movingCellsKept: Double? {
        movingCells.flatMap { $0.total > 0 ? Double($0.kept) / Double($0.total) : nil }
    }

    /// What each figure means and does not mean, by its JSON name.
    public static let definitions: [String: String] = [
        "psnr_db":
            "PSNR in dB of the sampled pictures when each dropped cell is filled by its nearest kept token: in even "
            + "patches of a window by the kept cell of that and the next patch whose token is nearest, in odd patches by "
            + "what fills the same cell of the patch before. 100 means that nothing differs. It measures appearance, "
            + "not meaning: a lost word on a sign costs little, a moving texture much.",
        "moving_cells":
            "Cells whose picture changed against the camera's own motion by at least half of the encoder's motion "
            + "scale (about 5 % of full brightness beyond noise), and how many of them are kept. Small or slow motion is not "
            + "counted, and what a cell shows is not weighed.",
        "longest_dropped_audio_seconds":
            "Longest stretch of sound of which no token is kept. Dropped tokens may still be merged into an anchor, "
            + "which keeps a summary of them; an anchor itself ends the stretch.",
        "salient_energy_kept":
            "Share of the sound's energy above its running background (bands within 40 dB of the loudest background) "
            + "that lies in kept tokens. Energy favours what is loud: a soft word next to a slammed door hardly counts.",
    ]
}
