import Foundation
import OmniZipBundle
import OmniZipFFmpeg

/// Checks the lists of a dataset, and every file of it against its manifest line and its own rules.
public enum DatasetVerifier {
    /// Verifies the dataset in the folder `path`, or the single bundle at `path`.
    ///
    /// - Throws: `BundleError` if the manifest itself cannot be read; `ConfigurationError` for a dataset.json that is
    ///   none, and for parts of a tree that are not merged.
    public static func verify(path: String) throws -> VerificationReport {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            let findings = BundleVerifier.problems(path: path).map {
                VerificationReport.Finding(path: path, problem: $0.description)
            }
            return VerificationReport(path: path, bundles: 1, findings: findings)
        }
        if let description = try DatasetDescription(folder: path) {
            return try ShardedDatasetVerifier(folder: path, shardCount: description.shards).verify()
        }
        let folder = URL(fileURLWithPath: path)
        try requireLists(in: path)
        let lists = try DatasetLists(folder: folder)
        var findings = lists.findings
        for line in lists.manifest {
            findings += problems(of: line, in: folder)
        }
        findings += strayBundles(in: folder, besides: lists.listedBundles)
        return VerificationReport(path: path, bundles: lists.manifest.count, findings: findings)
    }

    /// Parts of a tree have lists of their own until they are merged.
    private static func requireLists(in path: String) throws(ConfigurationError) {
        guard !FileManager.default.fileExists(atPath: path + "/" + DatasetFiles.manifest),
            !ShardFiles.selections(in: path).isEmpty
        else { return }
        throw ConfigurationError(
            code: .conflictingInputs, subject: path,
            message: "there are only the lists of parts: make those of the whole with omnizip merge first")
    }

    /// What is wrong with the bundle and the document of a line.
    static func problems(of line: ManifestLine, in folder: URL) -> [VerificationReport.Finding] {
        let bundle = folder.appending(path: line.bundle.path).path
        let document = folder.appending(path: line.document.path).path
        var problems = BundleVerifier.problems(path: bundle, documentPath: document).map {
            VerificationReport.Finding(path: line.bundle.path, problem: $0.description)
        }
        problems += mismatch(line.bundle) {
            // Opening a pipe would wait for its other end.
            guard isRegularFile(bundle) else { throw NotRegularFile() }
            return try DatasetFiles.describe(bundle: bundle, path: line.bundle.path)
        }
        problems += mismatch(line.document) {
            try DatasetFiles.describe(BundleDocument(path: document), path: line.document.path)
        }
        if problems.isEmpty { problems += disagreement(of: line, documentPath: document) }
        return problems
    }

    private struct NotRegularFile: Error, CustomStringConvertible {
        let description = "it is missing or not a regular file"
    }

    private static func isRegularFile(_ path: String) -> Bool {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    /// Whether the line says of the video what the document says.
    private static func disagreement(of line: ManifestLine, documentPath: String) -> [VerificationReport.Finding] {
        guard let document = try? BundleDocument(path: documentPath) else { return [] }
        var wanted = ManifestLine(
            path: line.path, bundle: line.bundle, document: line.document, describing: document)
        // It comes from the list of inputs, and no document holds it.
        wanted.meta = line.meta
        if wanted == line { return [] }
        return [.init(path: line.document.path, problem: "disagrees with its line in \(DatasetFiles.manifest)")]
    }

    private static func mismatch(
        _ listed: OutputFile, found: () throws -> OutputFile
    ) -> [VerificationReport.Finding] {
        do {
            let found = try found()
            if found == listed { return [] }
            let what = found.bytes == listed.bytes ? "its SHA-256" : "its size, \(found.bytes) bytes,"
            return [.init(path: listed.path, problem: "\(what) differs from the manifest: make it again")]
        } catch {
            return [.init(path: listed.path, problem: "cannot be read: \(error)")]
        }
    }

    /// Bundles that no line names: left over from another run, or the manifest is not theirs.
    private static func strayBundles(in folder: URL, besides listed: Set<[UInt8]>) -> [VerificationReport.Finding] {
        let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let bundles = all.filter { path in
            path.hasSuffix(".safetensors") && !path.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        return bundles.filter { !listed.contains(Array($0.utf8)) }.sorted(by: PathOrder.precedes).map {
            .init(path: $0, problem: "is not listed in manifest.jsonl")
        }
    }
}
