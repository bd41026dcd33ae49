/// The sound of a clip as a person looks at it, and what measures of loss weigh: band levels, and the energy that stands
/// out. Kept beside the tokens only where it is asked for.
public struct SoundBands: Sendable, Equatable {
    /// Bands of a token.
    public static let count = 32

    /// Whisper's normalised log-mel (1 unit is 40 dB), a mean over 4 mel bins and 4 frames: [Na, 32], band 0 the lowest.
    public let levels: [Float]
    /// Sum of the energy in all bands, in the unit of `salientEnergy`, [Na].
    public let energy: [Float]
    /// Energy above the running background, over the bands within 40 dB of the loudest background, [Na].
    public let salientEnergy: [Float]

    /// Bands of `energy.count` tokens.
    public init(levels: [Float], energy: [Float], salientEnergy: [Float]) {
        self.levels = levels
        self.energy = energy
        self.salientEnergy = salientEnergy
    }
}
