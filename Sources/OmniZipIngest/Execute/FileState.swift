import Foundation
import OmniZipMedia

/// Size and time of change of a file: a source that changes while it is read gives no sound bundle.
struct FileState: Equatable {
    private let bytes: Int
    private let changed: Date?

    /// The state of the file at `path` now, links followed.
    init(path: String) throws {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
        bytes = (attributes[.size] as? NSNumber)?.intValue ?? 0
        changed = attributes[.modificationDate] as? Date
    }

    /// Throws `fileChanged` if the file at `path` is no longer in this state.
    func requireUnchanged(path: String) throws {
        guard try FileState(path: path) == self else {
            throw MediaError(
                code: .fileChanged, operation: "read media", path: path, cause: "the file changed while it was read",
                remedy: "run again when it is complete")
        }
    }
}
