@testable import OmniZipIngest

extension InputScanner {
    /// All that is left.
    func all() throws -> [IngestInput] {
        var inputs: [IngestInput] = []
        while let input = try next() { inputs.append(input) }
        return inputs
    }

    /// The names of all that `sources` lead to.
    static func names(_ sources: InputSources) throws -> [String] {
        try InputScanner(sources).all().map(\.name)
    }
}
