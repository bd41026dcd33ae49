import OmniZipBundle
import OmniZipMedia

/// The index of what can be used of a file: where one of its streams cannot be, the other one alone.
struct UsableIndex {
    let index: MediaIndex
    /// Which stream was left out, and why.
    let warnings: [ReportedWarning]
    /// Why there are no pictures, where they were left out: the error of the file if there is no sound either.
    let missingPictures: MediaError?

    /// Indexes the file at `path`.
    ///
    /// - Throws: `MediaError` as `MediaIndexer` does, if leaving out one stream does not help.
    init(path: String, options: IndexOptions) throws(MediaError) {
        do {
            index = try MediaIndexer.index(path: path, options: options)
            warnings = []
            missingPictures = nil
        } catch {
            guard error.concernsOneStream, let rest = Self.withoutOneStream(path: path, options: options, error) else {
                throw error
            }
            self = rest
        }
    }

    /// Runs `body`; where it finds neither sound nor picture, the reason why pictures were left out is the error.
    func explaining<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as MediaError where error.meansNoSound || error.code == .noFrames {
            throw missingPictures ?? error
        }
    }

    private init(_ index: MediaIndex, code: String, message: String, missingPictures: MediaError? = nil) {
        self.index = index
        self.missingPictures = missingPictures
        warnings = [ReportedWarning(code: code, message: message, count: 1)]
    }

    private static func withoutOneStream(path: String, options: IndexOptions, _ error: MediaError) -> UsableIndex? {
        var pictures = options
        pictures.usesAudio = false
        if let index = try? MediaIndexer.index(path: path, options: pictures) {
            return UsableIndex(
                index, code: "audio_undecodable", message: "the audio is left out: \(error.cause)")
        }
        var sound = options
        sound.usesVideo = false
        if let index = try? MediaIndexer.index(path: path, options: sound) {
            return UsableIndex(
                index, code: "video_undecodable",
                message: "no picture could be decoded, audio only: \(error.cause)", missingPictures: error)
        }
        return nil
    }
}

extension MediaError {
    /// True if only one of two streams may be at fault.
    fileprivate var concernsOneStream: Bool {
        [.noFrames, .undecodable, .unsupportedCodec, .sampleRateOutOfRange, .notAllowed].contains(code)
    }
}
