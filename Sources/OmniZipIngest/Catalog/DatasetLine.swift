import Foundation
import OmniZipBundle

/// Lines of a dataset's lists as text.
enum DatasetLine {
    /// The text of a manifest line with `meta` in place of its own.
    static func manifest(_ line: ManifestLine, meta: JSONValue?) throws -> String {
        var line = line
        line.meta = meta
        return try CanonicalJSON.text(line)
    }

    /// The text of the manifest line `text` with `meta` in place of its own.
    static func manifest(_ text: String, meta: JSONValue?) throws -> String {
        try manifest(JSONDecoder().decode(ManifestLine.self, from: Data(text.utf8)), meta: meta)
    }
}
