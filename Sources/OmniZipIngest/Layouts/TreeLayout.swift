import Foundation
import OmniZipBundle

/// Layout `tree`: the input folder mirrored, two files a video.
struct TreeLayout: DatasetLayout {
    /// The output folder.
    let folder: String

    var mirrorsInputs: Bool { true }

    func shard(of name: String) -> Int { 0 }

    func place(of name: String) -> OutputPlace {
        OutputPlace(
            folder: folder, bundlePath: OutputNaming.bundlePath(of: name),
            documentPath: OutputNaming.documentPath(of: name))
    }

    func listed(_ line: ManifestLine) -> ManifestLine { line }

    func isPresent(_ entry: CatalogEntry) -> Bool {
        guard let output = entry.output else { return false }
        return FileStatus(path: folder + "/" + output.bundlePath)?.bytes == output.bundleBytes
            && FileStatus(path: folder + "/" + output.documentPath) != nil
    }

    func bundleTime(of entry: CatalogEntry) -> Int? {
        entry.output.flatMap { FileStatus(path: folder + "/" + $0.bundlePath)?.modifiedNanoseconds }
    }
}
