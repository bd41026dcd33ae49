import Foundation
import OmniZipBundle

/// A list on its way to a file, which is replaced only if its content changed.
final class ListDraft {
    private let writer: AtomicFileWriter
    private let existing: FileHandle?
    private var differs: Bool

    /// Begins the list that is to appear at `path`.
    ///
    /// - Throws: `BundleError` if the folder cannot be written.
    init(path: String) throws(BundleError) {
        writer = try AtomicFileWriter(path: path)
        existing = FileHandle(forReadingAtPath: path)
        differs = existing == nil
    }

    /// Adds a line.
    func append(line text: String) throws(BundleError) {
        try writer.append(line: text)
        guard !differs else { return }
        let wanted = Data((text + "\n").utf8)
        differs = (try? existing?.read(upToCount: wanted.count)) != wanted
    }

    /// Whether the lines added so far are not those of the file that is there; asked after the last one.
    var isChanged: Bool {
        guard !differs else { return true }
        differs = (try? existing?.read(upToCount: 1))?.isEmpty == false
        return differs
    }

    /// Makes the list visible.
    func publish() throws(BundleError) { try writer.publish() }
}
