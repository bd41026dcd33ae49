import Foundation
import OmniZipBundle
import OmniZipFFmpeg

/// The files of a dataset as its manifest describes them.
enum DatasetFiles {
    /// The list of finished videos.
    static let manifest = "manifest.jsonl"
    /// The list of failed videos.
    static let failures = "failures.jsonl"
    /// Totals of the run.
    static let summary = "summary.json"

    /// The manifest line of one published video.
    ///
    /// The document is described without its timings, which differ from run to run.
    static func manifestLine(
        path: String, bundlePath: String, documentPath: String, folder: URL, document: BundleDocument
    ) throws -> ManifestLine {
        let bundle = folder.appending(path: bundlePath).path
        return ManifestLine(
            path: path,
            bundle: try describe(bundle: bundle, path: bundlePath),
            document: try describe(document, path: documentPath), describing: document)
    }

    /// Size and digest of the bundle at `bundle`, which the dataset calls `path`.
    static func describe(bundle: String, path: String) throws -> OutputFile {
        let fingerprint = try SourceFingerprint(path: bundle)
        return OutputFile(path: path, bytes: fingerprint.bytes, sha256: fingerprint.sha256)
    }

    /// Size and digest of a document without its timings.
    static func describe(_ document: BundleDocument, path: String) throws -> OutputFile {
        let bytes = try comparableBytes(of: document)
        return OutputFile(path: path, bytes: bytes.count, sha256: try FileDigest.sha256(bytes: bytes))
    }

    /// A document without its timings: the same bytes for every run.
    static func comparableBytes(of document: BundleDocument) throws(BundleError) -> [UInt8] {
        var comparable = document
        comparable.timings = [:]
        return try CanonicalJSON.bytes(comparable, style: .indented)
    }
}
