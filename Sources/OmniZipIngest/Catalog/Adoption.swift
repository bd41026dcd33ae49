import Foundation
import OmniZipBundle

/// Bundles that lie in the output folder without a record: left by a run that was killed between publishing and
/// recording, by one without a catalog, or by one whose catalog was lost.
struct Adoption {
    let outputFolder: String
    let configSHA256: String

    /// The record of `input`, if its bundle and document are there and were made of this source with this
    /// configuration; nil if anything speaks against it.
    ///
    /// - Parameter rejected: The time of change of a bundle that was made of something else, in nanoseconds since 1970.
    func record(of input: IngestInput, source: FileStatus, rejected: Int?) -> CompletedVideo? {
        guard OutputNaming.isInsideFolder(input.name) else { return nil }
        let bundlePath = OutputNaming.bundlePath(of: input.name)
        let documentPath = OutputNaming.documentPath(of: input.name)
        guard let bundle = FileStatus(path: path(bundlePath)), bundle.modifiedNanoseconds != rejected,
            bundle.modifiedNanoseconds >= source.modifiedNanoseconds,
            let document = try? BundleDocument(path: path(documentPath)), document.source.bytes == source.bytes,
            document.provenance.configSHA256 == configSHA256, isOf(document, bundlePath: path(bundlePath)),
            let line = try? DatasetFiles.manifestLine(
                path: input.name, bundlePath: bundlePath, documentPath: documentPath,
                folder: URL(fileURLWithPath: outputFolder), document: document),
            line.part == input.part
        else { return nil }
        return CompletedVideo(line: line, warnings: document.warnings, timings: document.timings)
    }

    /// Whether the bundle and the document come from the same work: a bundle is published before its document.
    private func isOf(_ document: BundleDocument, bundlePath: String) -> Bool {
        guard let header = try? SafetensorsReader(path: bundlePath).header.metadata else { return false }
        return header["schema"] == document.provenance.bundleSchema
            && header["source_sha256"] == document.source.sha256
            && header["config_sha256"] == document.provenance.configSHA256
    }

    private func path(_ name: String) -> String { outputFolder + "/" + name }
}
