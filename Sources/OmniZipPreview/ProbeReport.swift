import OmniZipMedia

/// What a media file holds, for a person.
public struct ProbeReport: Sendable {
    private let probe: MediaProbe

    /// A report on `probe`.
    public init(_ probe: MediaProbe) {
        self.probe = probe
    }

    /// The lines of the report; the streams that would be used are marked.
    public var lines: [String] {
        var table = TextTable(
            heading: ["", "stream", "kind", "codec", "facts"], alignments: [.left, .right, .left, .left, .left])
        for stream in probe.streams {
            table.add([
                stream.isChosen ? "*" : "", String(stream.index), stream.kind.rawValue, stream.codec,
                Self.facts(of: stream),
            ])
        }
        let duration = probe.durationSeconds.map { Quantity.duration(seconds: $0) } ?? "unknown duration"
        return ["\(Printable.name(probe.path)): \(probe.format), \(duration)"] + table.lines
    }

    private static func facts(of stream: MediaProbe.Stream) -> String {
        var facts: [String] = []
        if let width = stream.width, let height = stream.height { facts.append("\(width)x\(height)") }
        if let width = stream.displayWidth, let height = stream.displayHeight,
            width != stream.width || height != stream.height
        {
            facts.append("shown as \(width)x\(height)")
        }
        if let degrees = stream.rotationDegrees, degrees != 0 { facts.append("rotated by \(degrees)") }
        if let format = stream.pixelFormat { facts.append(format) }
        if let rate = stream.framesPerSecond { facts.append("\(Quantity.fixed(rate, digits: 3)) fps") }
        if let rate = stream.sampleRate { facts.append("\(rate) Hz") }
        if let channels = stream.channels { facts.append("\(channels) ch") }
        if let start = stream.startSeconds, start != 0 {
            facts.append("starts at \(Quantity.fixed(start, digits: 3)) s")
        }
        if stream.isAttachedPicture { facts.append("attached picture") }
        if !stream.hasDecoder { facts.append("no decoder") }
        return facts.joined(separator: ", ")
    }
}
