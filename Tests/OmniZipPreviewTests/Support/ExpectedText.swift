import Foundation
import OmniZipTestSupport
import Testing

/// Text that is compared with a file of Tests/OmniZipPreviewTests/Expected.
///
/// `OMNIZIP_RECORD=1 swift test --filter OmniZipPreviewTests` writes the files anew instead: read what `git diff` shows
/// then, as a user would, before it is committed.
enum ExpectedText {
    /// Compares `lines` with the file `name`, and shows the lines that differ.
    static func check(_ lines: [String], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["OMNIZIP_RECORD"] == "1" {
            let folder = PackageRoot.url.appendingPathComponent("Tests/OmniZipPreviewTests/Expected")
            let text = lines.map { $0 + "\n" }.joined()
            try text.write(to: folder.appendingPathComponent("\(name).txt"), atomically: true, encoding: .utf8)
            return
        }
        let url = try #require(Bundle.module.url(forResource: "Expected/\(name)", withExtension: "txt"))
        let expected = try String(contentsOf: url, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
        let difference = Self.difference(expected, lines)
        #expect(difference.isEmpty, "\(name).txt differs:\n\(difference)", sourceLocation: sourceLocation)
    }

    /// The lines that are expected and missing (-) and those that are there instead (+), with their numbers; empty if the
    /// bytes are the same.
    static func difference(_ expected: [String], _ lines: [String]) -> String {
        // As UTF-8: strings of equal canonical form are not the same output.
        let changes = lines.map { Array($0.utf8) }.difference(from: expected.map { Array($0.utf8) })
        let shown = changes.map { change in
            switch change {
            case .remove(let offset, _, _): (offset, "\(offset + 1) - \(expected[offset])")
            case .insert(let offset, _, _): (offset, "\(offset + 1) + \(lines[offset])")
            }
        }
        return shown.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
            .joined(separator: "\n")
    }
}
