/// How long one video may take: `baseSeconds` and `secondsPerSecond` for each second of its duration.
public struct TimeLimit: Sendable, Codable, Hashable {
    /// What every video may take, and all there is until its duration is known.
    public var baseSeconds: Double
    /// Seconds of work for each second of the video.
    public var secondsPerSecond: Double
    /// Bytes of the file that are read in a second at worst: a file is read whole before its duration is known.
    static let bytesPerSecond = 20e6

    /// A limit; the defaults leave a slow machine ample time.
    public init(baseSeconds: Double = 60, secondsPerSecond: Double = 2) {
        self.baseSeconds = baseSeconds
        self.secondsPerSecond = secondsPerSecond
    }

    /// Whole seconds, rounded up, for a video of `durationSeconds` in a file of `fileBytes`; nil where the duration is not
    /// known. Durations that no video has count as none, and no limit exceeds ten years.
    public func seconds(durationSeconds: Double?, fileBytes: Int = 0) -> Double {
        let duration = durationSeconds.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 0
        let seconds =
            baseSeconds + secondsPerSecond * duration + (Double(fileBytes) / Self.bytesPerSecond).rounded(.down)
        return min(max(seconds, 0).rounded(.up), 315_360_000)
    }
}
