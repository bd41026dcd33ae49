import ArgumentParser
import OmniZipIngest
import OmniZipPreview

/// `omnizip merge`: the lists of a dataset from those of its shards.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Make the lists of a dataset from those of its finished shards.",
        discussion: """
            For runs with --shard: manifest.jsonl, failures.jsonl and summary.json come to be what one run over all \
            inputs would have written. Exit code 1: some shards are not finished, and the lists are those of the others.
            """)

    @Argument(help: "An output folder of run --shard.")
    var path: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await CommandFailure.reported {
            let report = try DatasetMerger.merge(folder: path)
            try Terminal.print(report, asJSON: json, report: Self.lines(report))
            if !report.unfinished.isEmpty { throw ProgramExit.someFailed }
        }
    }

    private static func lines(_ report: MergeReport) -> [String] {
        var lines = report.unfinished.map { "\($0): is not finished, run it again" }
        if report.configurations > 1 {
            lines.append("the shards were made with \(report.configurations) different configurations")
        }
        let failed = report.summary.failedPermanently + report.summary.failedTransiently
        lines.append(
            "\(Quantity.count(report.shards - report.unfinished.count)) of \(Quantity.count(report.shards)) shards merged: "
                + "\(Quantity.count(report.summary.done)) videos done, \(Quantity.count(failed)) failed")
        return lines
    }
}
