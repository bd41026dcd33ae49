import Foundation
import OmniZipBundle
import OmniZipFFmpeg

/// Packs the videos of one shard: those of its archive and those that workers have published since.
struct ShardPacker {
    /// The dataset's folder.
    let folder: String
    /// The shard.
    let files: ShardFiles

    /// What a packing did.
    struct Result {
        /// The shard's totals.
        var summary: RunSummary
        /// Videos whose files are gone, or are not those that their lines tell of: they are in no list.
        var missing: [String] = []
        /// Whether anything was written.
        var isChanged = false
    }

    /// A finished video on its way into the archive.
    private struct Sample {
        let key: VideoKey
        let bundle: Origin
        let document: Origin

        var isStaged: Bool { bundle == .staged || document == .staged }
    }

    /// Where the content of a member comes from.
    private enum Origin: Equatable {
        case staged
        case packed(Range<Int>)
    }

    /// What is to be written.
    private struct Draft {
        var samples: [Sample] = []
        var missing: [String] = []
        var totals = RunSummary.Totals()
        let index: ListDraft
        let failures: ListDraft
    }

    /// Packs the shard and writes its lists; its stats come last. What is as it should be is not written again.
    ///
    /// - Throws: `BundleError`; the shard has no stats then, and the next run packs it.
    func pack(_ content: ShardContent) throws -> Result {
        let packed = try PackedVideos.members(of: path(files.archive))
        let draft = try draft(of: content, packed)
        let summary = try content.summarize(draft.totals)
        let stats = try CanonicalJSON.bytes(summary, style: .indented)
        let needsArchive = needsArchive(draft.samples, packed)
        var result = Result(summary: summary, missing: draft.missing)
        let areListsChanged = [draft.index.isChanged, draft.failures.isChanged].contains(true)
        if needsArchive || areListsChanged || !isContent(stats, of: files.stats) {
            // A shard without stats is not finished: whoever ends this process from here on leaves none.
            try remove(files.stats)
            if needsArchive { try writeArchive(of: draft.samples) }
            try draft.index.publish()
            try draft.failures.publish()
            try AtomicFile.write(stats, to: path(files.stats))
            result.isChanged = true
        }
        try remove(files.staging)
        return result
    }

    // MARK: - What is there

    private func draft(of content: ShardContent, _ packed: [String: Range<Int>]) throws -> Draft {
        var draft = Draft(
            index: try ListDraft(path: path(files.index)), failures: try ListDraft(path: path(files.failures)))
        var last: String?
        while case let page = try content.videos(last), let end = page.last {
            for video in page {
                guard let sample = try sample(of: video, packed) else {
                    draft.missing.append(video.name)
                    continue
                }
                draft.samples.append(sample)
                draft.totals.add(video.numbers)
                try draft.index.append(line: video.line)
            }
            last = end.name
        }
        last = nil
        while case let page = try content.failures(last), let end = page.last {
            for failure in page {
                draft.totals.add(failure.failureClass)
                try draft.failures.append(line: failure.line)
            }
            last = end.name
        }
        draft.samples.sort { $0.key.text < $1.key.text }
        return draft
    }

    /// Both files of a video, staged or packed; nil if one is gone.
    private func sample(of video: ShardVideo, _ packed: [String: Range<Int>]) throws -> Sample? {
        let key = try VideoKey(video.name)
        if try isStaged(video, key) { return Sample(key: key, bundle: .staged, document: .staged) }
        guard let bundle = packed[key.bundleMember], bundle.count == video.bundleBytes,
            let document = packed[key.documentMember], document.count == video.documentBytes
        else { return nil }
        return Sample(key: key, bundle: .packed(bundle), document: .packed(document))
    }

    /// Whether the files that the line tells of are staged: an interrupted run may have left others.
    private func isStaged(_ video: ShardVideo, _ key: VideoKey) throws -> Bool {
        let bundle = staged(key.bundleMember)
        guard FileStatus(path: bundle)?.bytes == video.bundleBytes,
            let document = try? BundleDocument(path: staged(key.documentMember))
        else { return false }
        let line = try JSONDecoder().decode(ManifestLine.self, from: Data(video.line.utf8))
        return try DatasetFiles.describe(document, path: line.document.path) == line.document
            && FileDigest.sha256(path: bundle) == line.bundle.sha256
    }

    private func needsArchive(_ samples: [Sample], _ packed: [String: Range<Int>]) -> Bool {
        packed.count != 2 * samples.count || samples.contains(where: \.isStaged)
            || !FileManager.default.fileExists(atPath: path(files.archive))
    }

    private func isContent(_ bytes: [UInt8], of name: String) -> Bool {
        FileManager.default.contents(atPath: path(name)).map { $0.elementsEqual(bytes) } ?? false
    }

    // MARK: - Writing

    private func writeArchive(of samples: [Sample]) throws {
        let writer = try TarWriter(path: path(files.archive))
        for sample in samples {
            try add(sample.key.bundleMember, sample.bundle, to: writer)
            try add(sample.key.documentMember, sample.document, to: writer)
        }
        try writer.publish()
    }

    private func add(_ name: String, _ origin: Origin, to writer: TarWriter) throws {
        switch origin {
        case .packed(let range): try writer.add(name, from: path(files.archive), range)
        case .staged where name.hasSuffix(".json"):
            // Timings differ from run to run, and shards must not.
            try writer.add(name, DatasetFiles.comparableBytes(of: BundleDocument(path: staged(name))))
        case .staged: try writer.add(name, from: staged(name))
        }
    }

    private func remove(_ name: String) throws(BundleError) {
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
