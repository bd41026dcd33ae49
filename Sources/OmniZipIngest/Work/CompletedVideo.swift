import OmniZipBundle

/// A video whose bundle and document are published.
public struct CompletedVideo: Sendable, Codable, Equatable {
    /// Its line of the manifest.
    public var line: ManifestLine
    /// What a user should know about it.
    public var warnings: [ReportedWarning]
    /// Wall seconds by stage.
    public var timings: [String: Double]

    /// A published video.
    public init(line: ManifestLine, warnings: [ReportedWarning], timings: [String: Double]) {
        self.line = line
        self.warnings = warnings
        self.timings = timings
    }
}
