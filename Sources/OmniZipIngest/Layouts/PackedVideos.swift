import Foundation
import OmniZipBundle
import Synchronization

/// The videos that lie in a dataset's archives: some thirty bytes of memory each.
final class PackedVideos: Sendable {
    /// Sizes of bundles by the first eight bytes of their keys.
    private let sizes: Mutex<[UInt64: Int]>

    /// No videos.
    init() { sizes = Mutex([:]) }

    /// The videos of those archives that are there. One that is damaged has none.
    ///
    /// - Throws: `BundleError` if an archive cannot be read.
    init(archives paths: [String]) throws(BundleError) {
        var found: [UInt64: Int] = [:]
        for path in paths {
            let members = try Self.members(of: path)
            for (name, range) in members {
                guard let key = Self.key(ofBundle: name), members[OutputNaming.documentPath(of: key)] != nil,
                    let prefix = UInt64(key.prefix(16), radix: 16)
                else { continue }
                found[prefix] = range.count
            }
        }
        sizes = Mutex(found)
    }

    /// The size of the bundle of a video; nil if it is in no archive.
    func bundleBytes(of key: VideoKey) -> Int? { sizes.withLock { $0[key.prefix] } }

    /// Where the members of an archive lie in it, by name; none if it is missing or damaged.
    ///
    /// - Throws: `BundleError` if it cannot be read.
    static func members(of archive: String) throws(BundleError) -> [String: Range<Int>] {
        guard FileManager.default.fileExists(atPath: archive) else { return [:] }
        do throws(BundleError) {
            let members = try TarReader(path: archive).members()
            let places = Dictionary(members.map { ($0.name, $0.range) }) { first, _ in first }
            // An archive with a name twice is not ours.
            return places.count == members.count ? places : [:]
        } catch {
            guard error.code == .malformed else { throw error }
            return [:]
        }
    }

    /// "KEY" of "KEY.safetensors".
    private static func key(ofBundle name: String) -> String? {
        let key = String(name.prefix { $0 != "." })
        return key.utf8.count == 32 && OutputNaming.bundlePath(of: key) == name ? key : nil
    }
}
