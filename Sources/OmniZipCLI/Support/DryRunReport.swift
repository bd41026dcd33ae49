import OmniZipBundle
import OmniZipIngest
import OmniZipPreview

/// `run --dry-run` on standard output: a line an input, then the totals.
enum DryRunReport {
    static func print(of batch: Batch, asJSON json: Bool) throws {
        let counts = try batch.dryRun { input in
            if json {
                try Terminal.printJSONLine(input)
            } else {
                try Terminal.printResult("\(input.action.rawValue) \(input.path)")
            }
        }
        guard !json else { return }
        try Terminal.printResult(
            "inputs: \(Quantity.count(counts.inputs)); to ingest \(Quantity.count(counts.pending)), "
                + "done \(Quantity.count(counts.done)), failed for good \(Quantity.count(counts.failed)), "
                + "no media \(Quantity.count(counts.skipped))")
    }
}
