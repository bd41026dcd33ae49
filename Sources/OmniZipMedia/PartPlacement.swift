/// Where a part lies in its recording, as the index found it.
public struct PartPlacement: Sendable, Hashable {
    /// The part that was asked for.
    public let asked: MediaPart
    /// Second 0 of the part on the recording's clock: its first frame; without pictures the start asked for.
    public let originSeconds: Double
    /// Duration of the whole recording, nil where it is unknown.
    public let recordingSeconds: Double?

    /// Why there is nothing to make a bundle of.
    public func emptyPart(path: String) -> MediaError {
        let start = "\(max(0, asked.startSeconds ?? 0)) s"
        let end = asked.endSeconds.map { "\($0) s" } ?? "the end"
        let length = recordingSeconds.map { "the recording lasts \(millis($0)) s" } ?? "nothing follows"
        return MediaError(
            code: .emptyPart, operation: "choose part", path: path,
            cause: "No frame and no sample lies between \(start) and \(end): \(length)",
            remedy: "choose a part within the recording")
    }
}
