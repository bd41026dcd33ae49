import Foundation
import OmniZipTestSupport

/// Files and links as tests of folders need them: names that are no text, and links.
extension TemporaryFolder {
    /// Makes an empty file whose name is any bytes, in a folder that exists.
    func touch(_ name: [UInt8], in folder: String = "") throws {
        let place = folder.isEmpty ? path : path(folder)
        let bytes = (Array(place.utf8) + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
        let descriptor = open(bytes, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestSupportError("\(name): \(String(cString: strerror(errno)))") }
        close(descriptor)
    }

    /// Makes a link at `name` to `target`, making the folders above it.
    func link(_ name: String, to target: String) throws {
        let place = url(name)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: target)
    }
}
