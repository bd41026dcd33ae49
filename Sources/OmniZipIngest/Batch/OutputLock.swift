import Foundation
import OmniZipBundle

/// The right of one run to write to an output folder: to all of it, or to one shard beside runs of other shards.
struct OutputLock {
    private let lock: RunLock

    /// Takes the right; temporary files of a run that was killed are removed.
    ///
    /// - Throws: `BundleError`, transient, if another run has a right that includes this one or lies in it.
    init(folder: String, shard: ShardSelection?) throws(BundleError) {
        let own = Self.name(shard)
        lock = try RunLock(folder: folder, name: own)
        if lock.wasAbandoned { StaleFiles.remove(below: folder) }
        for other in Self.others(in: folder, of: shard) where other != own {
            // Whoever comes second meets the first one's file: taking it for a moment tells whether it is held.
            let probe = try RunLock(folder: folder, name: other)
            if probe.wasAbandoned { StaleFiles.remove(below: folder) }
        }
    }

    private static func name(_ shard: ShardSelection?) -> String { ".omnizip-\(shard?.label ?? "run").lock" }

    /// Locks that lie in the folder and exclude this one.
    private static func others(in folder: String, of shard: ShardSelection?) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard shard == nil else { return names.filter { $0 == name(nil) } }
        return names.filter { $0.hasPrefix(".omnizip-shard-") && $0.hasSuffix(".lock") }
    }
}
