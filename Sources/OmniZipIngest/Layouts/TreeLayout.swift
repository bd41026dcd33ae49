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

    func isPresent(_ entry: CatalogEntry) -> Bool {
        let place = place(of: entry.name)
        return [place.bundlePath, place.documentPath].allSatisfy { access("\(folder)/\($0)", F_OK) == 0 }
    }
}
