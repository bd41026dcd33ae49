import OmniZipBundle
import OmniZipCore

/// What a bundle holds, for a person: provenance, counts and a line a window.
public struct InspectReport: Sendable {
    private let document: InspectDocument

    /// A report on `document`.
    public init(_ document: InspectDocument) {
        self.document = document
    }

    /// The lines of the report.
    public var lines: [String] { facts + [""] + windowTable }

    private var facts: [String] {
        let sampling = document.sampling
        let provenance = document.provenance
        let grid = sampling.gridTHW.map(String.init).joined(separator: " x ")
        var lines = [
            Printable.name(document.path),
            "source   \(Printable.name(document.sourceName))",
            "made by  \(provenance.generator) \(provenance.generatorVersion), profile \(provenance.profile), "
                + "encoder \(provenance.encoder) \(provenance.encoderVersion)",
            "video    \(Quantity.kept(document.counts.video)) kept; \(sampling.frames) frames of "
                + "\(sampling.resizedWidth)x\(sampling.resizedHeight), grid \(grid), "
                + "\(Quantity.fixed(sampling.secondsPerGrid, digits: 3)) s per patch",
            "audio    \(Quantity.kept(document.counts.audio)) kept; \(sampling.audioSamples) samples, lead "
                + "\(Quantity.fixed(sampling.audioLeadSeconds, digits: 3)) s"
                + (sampling.audioTruncated ? ", cut at the limit" : ""),
            "rates    audio \(document.parameters.rhoAudio), video \(document.parameters.rhoVideo) removed as asked",
        ]
        if let method = provenance.method { lines.append(Self.line(of: method, seed: provenance.seed)) }
        if let guidance = document.parameters.guidance { lines.append("guidance \(guidance.rawValue)") }
        if let part = document.part { lines.insert(Self.line(of: part), at: 2) }
        lines.append(
            provenance.content == .plan
                ? "tokens   none: this bundle is a plan"
                : "tokens   \(Quantity.count(document.tokenRows)) x \(provenance.dimension), \(document.tokenType)")
        if provenance.content == .inputs { lines.append(Self.line(of: document.inputs)) }
        return lines
    }

    /// Where the method keeps as much as OmniZip does.
    private static func line(of method: SelectionMethod, seed: RandomSeed?) -> String {
        let counts =
            switch method {
            case .dycoke: "at the counts of omnizip over four patches each"
            case .fixed: "at the count of omnizip over the clip"
            case .omnizip, .uniform, .random, .energy: "at the counts of omnizip"
            }
        return "method   \(method.rawValue), " + (seed.map { "seed \($0.rawValue), " } ?? "") + counts
    }

    private static func line(of part: BundlePart) -> String {
        let start = part.startSeconds.map { "\(Quantity.fixed($0, digits: 3)) s" } ?? "the start"
        let end = part.endSeconds.map { "\(Quantity.fixed($0, digits: 3)) s" } ?? "the end"
        return "part     from \(start) to \(end) of the source; second 0 is "
            + "\(Quantity.fixed(part.originSeconds, digits: 3)) s of it"
    }

    private static func line(of inputs: InputSummary) -> String {
        "inputs   \(Quantity.count(inputs.frames)) frames, \(inputs.frameStorage.rawValue), "
            + "\(Quantity.bytes(inputs.frameBytes)); log-mel of \(Quantity.count(inputs.melFrames)) frames, "
            + Quantity.bytes(inputs.logMelBytes)
    }

    private var windowTable: [String] {
        var table = TextTable(
            heading: ["window", "seconds", "audio kept", "retention", "video kept", "pruning rate"],
            alignments: [.right, .right, .right, .right, .right, .right])
        for window in document.windows {
            table.add([
                String(window.index),
                "\(Quantity.fixed(window.startSeconds, digits: 0))-\(Quantity.fixed(window.endSeconds, digits: 0))",
                "\(window.audio.kept)/\(window.audio.total)",
                window.retention.map { Quantity.fixed(Double($0), digits: 3) } ?? "-",
                "\(window.video.kept)/\(window.video.total)", Quantity.fixed(Double(window.rate), digits: 3),
            ])
        }
        return table.lines
    }
}
