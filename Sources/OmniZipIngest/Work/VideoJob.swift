import OmniZipMedia

/// One video for a worker: everything it must know besides the configuration. Travels to worker processes as JSON.
public struct VideoJob: Sendable, Codable, Hashable {
    /// Where the file is.
    public var path: String
    /// Its name in the output.
    public var name: String
    /// The part of the file that is wanted; nil for all of it.
    public var part: MediaPart?
    /// Where the outputs go: bundle and document lie beneath it.
    public var outputFolder: String
    /// Path of the bundle, relative to `outputFolder`.
    public var bundlePath: String
    /// Path of the document, relative to `outputFolder`.
    public var documentPath: String
    /// True if the user named this file: what is no media is then a failure and not skipped.
    public var wasNamed: Bool
    /// Threads of the video decoder.
    public var decoderThreads: Int
    /// Another input whose outputs are called like a folder of this one, which must give way.
    public var rival: String?
}
