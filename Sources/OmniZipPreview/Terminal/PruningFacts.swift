import OmniZipBundle
import OmniZipCore

/// What a report says of the video itself, its tokens, their cost and what is lost, as blocks for a terminal.
struct PruningFacts: Sendable {
    private let report: PruningReport
    private let style: TerminalStyle

    /// Columns of a block that others may stand beside.
    private static let blockColumns = 74
    private static let nameWidth = 9

    /// The facts of `report`.
    init(_ report: PruningReport, style: TerminalStyle) {
        self.report = report
        self.style = style
    }

    /// Duration, streams, grid, windows.
    var source: TextBlock {
        var facts = FactLines(columns: min(style.columns, Self.blockColumns), nameWidth: Self.nameWidth)
        facts.add("file", file)
        if let part = report.source.part { facts.add("part", Self.text(of: part)) }
        facts.add("pictures", pictures)
        facts.add("sound", sound)
        if report.chosen.video.total > 0 {
            facts.add("sampled", frames)
            facts.add("grid", grid)
        }
        facts.add("windows", windows)
        facts.add(
            "pruning",
            "\(Printable.name(report.chosen.method))\(guidance), scope \(report.parameters.scope.rawValue), profile "
                + "\(Printable.name(report.profile)), encoder \(Printable.name(report.encoder))")
        facts.add("preview", Self.basis[report.basis] ?? "")
        return TextBlock("Video", facts.lines)
    }

    /// Tokens before and after by modality, with the rates as asked for and as they came out.
    var tokens: TextBlock {
        let chosen = report.chosen
        var table = StyledTable([
            .init(heading: ["Tokens"], alignment: .left), .init(heading: ["before"]), .init(heading: ["after"]),
            .init(heading: ["kept"]), .init(heading: ["rho asked"]), .init(heading: ["rho real"]),
        ])
        let rows: [(String, TokenCount, Double?, Double?)] = [
            ("video", chosen.video, chosen.rhoVideo, chosen.videoRemoved),
            ("audio", chosen.audio, chosen.rhoAudio, chosen.audioRemoved), ("together", chosen.block, nil, nil),
        ]
        for (name, count, asked, real) in rows {
            let rates =
                name == "together"
                ? []
                : [StyledText(count.total > 0 ? Self.rate(asked) : "-"), StyledText(Self.rate(real))]
            table.add(
                [
                    StyledText(name), StyledText(Quantity.count(count.total)), StyledText(Quantity.count(count.kept)),
                    StyledText(Quantity.share(count.kept, of: count.total), .green),
                ] + rates)
        }
        return TextBlock(nil, table.lines(columns: style.columns))
    }

    /// What the language model spends before and after.
    var cost: TextBlock {
        let cost = report.chosen.cost
        let (full, compressed) = (cost.full, cost.compressed)
        var table = StyledTable([
            .init(heading: ["Cost"], alignment: .left), .init(heading: ["before"]), .init(heading: ["after"]),
            .init(heading: ["share"]),
        ])
        func add(_ name: String, _ before: Double, _ after: Double, _ shown: (Double) -> String) {
            let share = before > 0 && full.tokens > 0 ? after / before : nil
            table.add([
                StyledText(name), StyledText(shown(before)), StyledText(shown(after)),
                StyledText(Quantity.share(share), .green),
            ])
        }
        add("prefill", full.prefillFLOPs, compressed.prefillFLOPs, Quantity.operations)
        add("decode 100 tokens", full.decodeFLOPs, compressed.decodeFLOPs, Quantity.operations)
        add("prefill + decode", full.totalFLOPs, compressed.totalFLOPs, Quantity.operations)
        let bytes = { (value: Double) in Quantity.bytes(Int(exactly: value.rounded()) ?? 0) }
        add("KV cache", Double(full.keyValueBytes), Double(compressed.keyValueBytes), bytes)
        if let before = cost.fullSeconds, let after = cost.compressedSeconds {
            add("time of both", before, after) { Self.seconds($0) }
        }
        let lines = table.lines(columns: style.columns)
        let width = min(style.columns, max(40, lines.map(\.columns).max() ?? 0))
        let model = "by the cost model of \(Printable.name(cost.model))"
        return TextBlock(nil, lines + StyledText.wrapped(model, .dim, columns: width))
    }

    /// Warnings and the size of the output.
    var output: TextBlock {
        let isThere = report.basis == .bundle || report.basis == .bundleAndVideo
        var lines: [StyledText] = []
        if let bytes = report.outputBytes {
            let verb = isThere ? "take" : "would take about"
            lines += StyledText.wrapped(
                "output: bundle and document \(verb) \(Quantity.bytes(bytes))",
                columns: min(style.columns, 2 * Self.blockColumns), indent: 2)
        }
        for warning in report.warnings {
            let times = warning.count > 1 ? " (\(Quantity.count(warning.count)) times)" : ""
            lines += StyledText.wrapped(
                "warning: \(Printable.name(warning.message))\(times)", .yellow,
                columns: min(style.columns, 2 * Self.blockColumns), indent: 2)
        }
        return TextBlock(nil, lines)
    }

    static func rate(_ rate: Double?) -> String { rate.map { Quantity.fixed($0, digits: 3) } ?? "-" }

    private static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Quantity.fixed(1000 * seconds, digits: 0)) ms" : "\(Quantity.fixed(seconds, digits: 2)) s"
    }

    private static let basis: [PruningReport.Basis: String] = [
        .plan: "plan only: counts are exact, no picture was decoded", .full: "of the whole video",
        .bundle: "of a bundle alone", .bundleAndVideo: "of a bundle and its video",
    ]
}

extension PruningFacts {
    private var isOfBundleAlone: Bool { report.basis == .bundle }

    private var guidance: String { report.parameters.guidance.map { ", guidance \($0.rawValue)" } ?? "" }

    private var file: String {
        let source = report.source
        var facts = [source.durationSeconds.map { Quantity.duration(seconds: $0) } ?? "unknown duration"]
        if let bytes = source.bytes { facts.append(Quantity.bytes(bytes)) }
        if let format = source.format { facts.append(Printable.name(format)) }
        return facts.joined(separator: ", ")
    }

    private static func text(of part: BundlePart) -> String {
        let start = part.startSeconds.map { "\(Quantity.fixed($0, digits: 3)) s" } ?? "the start"
        let end = part.endSeconds.map { "\(Quantity.fixed($0, digits: 3)) s" } ?? "the end"
        return
            "from \(start) to \(end) of the recording; 0:00 here is \(Quantity.fixed(part.originSeconds, digits: 3)) s"
            + " there"
    }

    private var pictures: String {
        guard let video = report.source.video else {
            return report.chosen.video.total > 0 && isOfBundleAlone ? "not told by the bundle" : "none"
        }
        let turned = video.rotationDegrees != 0 ? ", turned by \(video.rotationDegrees) degrees" : ""
        return "\(video.width)x\(video.height), \(Quantity.fixed(video.framesPerSecond, digits: 2)) fps, "
            + "\(Printable.name(video.codec)), stream \(video.streamIndex)\(turned)"
    }

    private var sound: String {
        let sampling = report.sampling
        guard let audio = report.source.audio else {
            return report.chosen.audio.total > 0 && isOfBundleAlone ? "not told by the bundle" : "none"
        }
        let cut = sampling.audioTruncated ? ", cut at the profile's limit" : ""
        return "\(Quantity.count(audio.sampleRate)) Hz, \(audio.channels) ch, \(Printable.name(audio.codec)), stream "
            + "\(audio.streamIndex)\(cut)"
    }

    private var frames: String {
        let sampling = report.sampling
        return "\(Quantity.count(sampling.frames)) frames of \(sampling.resizedWidth)x\(sampling.resizedHeight), "
            + "\(Quantity.fixed(sampling.effectiveFramesPerSecond, digits: 2)) a second"
    }

    private var grid: String {
        let merge = 2
        let grid = report.sampling.gridTHW
        let cells = grid.enumerated().map { String($0.offset == 0 ? $0.element : $0.element / merge) }
        return cells.joined(separator: " x ") + " cells of one token each, "
            + "\(Quantity.fixed(report.sampling.secondsPerGrid, digits: 2)) s a step"
    }

    private var windows: String {
        let windows = report.chosen.windows
        guard let first = windows.first else { return "none" }
        let isGuided = report.chosen.method != Baseline.fixed.rawValue
        let guided = isGuided ? windows.filter { $0.audio.total > 0 && $0.video.total > 0 }.count : 0
        let all =
            "\(Quantity.count(windows.count)) of \(Quantity.fixed(first.endSeconds - first.startSeconds, digits: 0)) s"
        if report.chosen.video.total == 0 { return all }
        return all + (guided == 0 ? ", none" : ", \(Quantity.count(guided))") + " guided by sound"
    }
}
