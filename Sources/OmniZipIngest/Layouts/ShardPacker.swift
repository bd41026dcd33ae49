import Foundation
import OmniZipBundle
import OmniZipFFmpeg

/// Packs the videos of one shard: those of its archive and those that workers have published since.
struct ShardPacker {
    /// The dataset's folder.
    let folder: String
    /// The shard.
    let files: ShardFiles

    /// A finished video on its way into the archive.
    private struct Sample {
        let key: String
        let line: ManifestLine
    }

    /// Where the content of a member comes from.
    private enum Origin {
        case staged(path: String)
        case packed(TarReader.Member)
    }

    /// Packs the shard and writes its lists; its stats come last.
    ///
    /// - Parameters:
    ///   - done: The finished videos of the shard by name, as they were published or packed before.
    ///   - failures: The failed ones.
    ///   - summarize: Totals of the packed lines.
    /// - Returns: The lines of the videos, which now lie in the archive. Videos whose files are gone are left out.
    /// - Throws: `BundleError`; the shard is then packed by the next run.
    func pack(
        done: [ManifestLine], failures: [FailureLine],
        summarize: ([ManifestLine], [FailureLine]) -> RunSummary
    ) throws -> [ManifestLine] {
        let samples = try done.map { Sample(key: try VideoKey($0.path).text, line: $0) }
        let packed = try packedMembers()
        let present = samples.filter { origins(of: $0, packed) != nil }
        let lines = present.map { packedLine(of: $0) }
        // A shard without stats is not finished: a run that is killed from here on leaves none.
        try removeIfThere(files.stats)
        if needsArchive(present, packed) { try writeArchive(of: present, packed) }
        try write(lines, to: files.index)
        try write(failures, to: files.failures)
        try AtomicFile.write(
            CanonicalJSON.bytes(summarize(lines, failures), style: .indented), to: path(files.stats))
        try removeIfThere(files.staging)
        return lines
    }

    // MARK: - Archive

    private func packedMembers() throws(BundleError) -> [String: TarReader.Member] {
        guard FileManager.default.fileExists(atPath: path(files.archive)) else { return [:] }
        do throws(BundleError) {
            let members = try TarReader(path: path(files.archive)).members()
            return Dictionary(members.map { ($0.name, $0) }) { first, _ in first }
        } catch where error.code == .malformed {
            // A damaged archive has nothing to take over: its videos are made again.
            return [:]
        }
    }

    /// Both files of a video; nil if one is gone. What was published last wins.
    private func origins(of sample: Sample, _ packed: [String: TarReader.Member]) -> [(name: String, Origin)]? {
        var origins: [(name: String, Origin)] = []
        for name in memberNames(of: sample) {
            let staged = path(files.staging) + "/" + name
            if FileManager.default.fileExists(atPath: staged) {
                origins.append((name, .staged(path: staged)))
            } else if let member = packed[name] {
                origins.append((name, .packed(member)))
            } else {
                return nil
            }
        }
        return origins
    }

    private func memberNames(of sample: Sample) -> [String] {
        [OutputNaming.bundlePath(of: sample.key), OutputNaming.documentPath(of: sample.key)]
    }

    private func needsArchive(_ samples: [Sample], _ packed: [String: TarReader.Member]) -> Bool {
        let names = samples.flatMap { memberNames(of: $0) }
        return !FileManager.default.fileExists(atPath: path(files.archive)) || names.count != packed.count
            || names.contains { packed[$0] == nil || FileManager.default.fileExists(atPath: staged($0)) }
    }

    private func writeArchive(of samples: [Sample], _ packed: [String: TarReader.Member]) throws {
        let writer = try TarWriter(path: path(files.archive))
        for sample in samples.sorted(by: { $0.key < $1.key }) {
            for (name, origin) in origins(of: sample, packed) ?? [] {
                switch origin {
                case .packed(let member): try writer.add(name, from: path(files.archive), member.range)
                case .staged(let path) where name.hasSuffix(".json"):
                    // Timings differ from run to run, and shards must not.
                    try writer.add(name, DatasetFiles.comparableBytes(of: BundleDocument(path: path)))
                case .staged(let path): try writer.add(name, from: path)
                }
            }
        }
        try writer.publish()
    }

    // MARK: - Lists

    private func packedLine(of sample: Sample) -> ManifestLine {
        var line = sample.line
        let names = memberNames(of: sample)
        line.bundle.path = files.path(ofMember: names[0])
        line.document.path = files.path(ofMember: names[1])
        return line
    }

    private func write(_ lines: [some Encodable], to name: String) throws {
        let writer = try AtomicFileWriter(path: path(name))
        for line in lines { try writer.append(CanonicalJSON.bytes(line)) }
        try writer.publish()
    }

    private func removeIfThere(_ name: String) throws(BundleError) {
        guard FileManager.default.fileExists(atPath: path(name)) else { return }
        do {
            try FileManager.default.removeItem(atPath: path(name))
        } catch {
            throw BundleError(
                code: .system, operation: "remove", path: path(name), cause: error.localizedDescription,
                systemError: EIO)
        }
    }

    private func staged(_ name: String) -> String { path(files.staging) + "/" + name }

    private func path(_ name: String) -> String { folder + "/" + name }
}
