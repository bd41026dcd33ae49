/// What is lost, for a terminal: the four figures in words.
enum LossLines {
    /// A figure as it is compared in tables.
    struct Figure: Sendable {
        /// Heading of its column.
        let heading: [String]
        /// The figure; nil where it was not measured.
        let value: @Sendable (LossFigures) -> Double?
        /// The figure with its unit.
        let text: @Sendable (Double) -> String
        /// Whether more is better.
        let isBetterHigh: Bool
    }

    /// The figures in the order of the report.
    static let figures = [
        Figure(
            heading: ["PSNR", "dB"], value: { $0.psnrDecibels }, text: { Quantity.fixed($0, digits: 2) },
            isBetterHigh: true),
        Figure(
            heading: ["moving", "cells"], value: { $0.movingCellsKept }, text: { Quantity.share($0) },
            isBetterHigh: true),
        Figure(
            heading: ["longest", "gap"], value: { $0.longestDroppedAudioSeconds },
            text: { Quantity.fixed($0, digits: 2) + " s" }, isBetterHigh: false),
        Figure(
            heading: ["salient", "energy"], value: { $0.salientEnergyKept }, text: { Quantity.share($0) },
            isBetterHigh: true),
    ]

    /// The headings of `figures` in words, under a table of them.
    static let key =
        "PSNR: pictures with dropped cells filled from kept ones; moving cells, salient energy: share kept; "
        + "longest gap: sound without a kept token."

    /// The figures of what `report` chose, each with what it leaves out, or with why it is missing.
    static func block(_ report: PruningReport, style: TerminalStyle) -> TextBlock {
        let room = min(style.columns, widest) - valueWidth - 2
        let lines = zip(figures, entries(report)).flatMap { figure, entry in
            let value = figure.value(report.chosen.loss)
            let unit = figure.heading.last == "dB" && value != nil ? " dB" : ""
            let head = StyledText((value.map(figure.text) ?? "-") + unit, value == nil ? .dim : .green)
            let text = "\(entry.name): \(value == nil ? entry.missing : entry.meaning)"
            return StyledText.wrapped(text, columns: room).enumerated().map { index, line in
                (index == 0 ? head : StyledText()).padded(to: valueWidth, .right) + .blanks(2) + line
            }
        }
        return TextBlock("What is lost", lines)
    }

    private struct Entry {
        let name: String
        let meaning: String
        let missing: String
    }

    private static let valueWidth = 9
    private static let widest = 116

    private static func entries(_ report: PruningReport) -> [Entry] {
        let (chosen, moving) = (report.chosen, report.chosen.loss.movingCells)
        let pictures = chosen.video.total == 0 ? "no pictures" : unmeasured(report.basis)
        let sound = chosen.audio.total == 0 ? "no sound" : unmeasured(report.basis)
        let cells = moving.map { "\(Quantity.count($0.kept)) of \(Quantity.count($0.total)); " } ?? ""
        return [
            Entry(
                name: "PSNR",
                meaning: "pictures with each dropped cell filled by its nearest kept one; appearance, not meaning",
                missing: pictures),
            Entry(
                name: "moving cells kept",
                meaning: cells + "change beyond the camera's own; slow or small motion is not counted",
                missing: moving?.total == 0 && chosen.video.total > 0 ? "nothing moves" : pictures),
            Entry(
                name: "longest dropped sound", meaning: "no token of it is kept, though a merge may keep a summary",
                missing: sound),
            Entry(
                name: "salient energy kept", meaning: "of sound above its background; favours what is loud",
                missing: sound == unmeasured(.full) ? "nothing is louder than the background" : sound),
        ]
    }

    private static func unmeasured(_ basis: PruningReport.Basis) -> String {
        switch basis {
        case .plan: "not measured (a plan decodes no picture)"
        case .bundle: "not measured (needs the video, too)"
        case .full, .bundleAndVideo: "not measured"
        }
    }
}
