import Foundation
import OmniZipBundle

/// Bundles that lie in the output folder without a record: left by a run that was killed between publishing and
/// recording, by one without a catalog, or by one whose catalog was lost.
struct Adoption {
    let layout: any DatasetLayout
    let configSHA256: String

    /// The record of `input`, if its bundle and document are there and were made of this source with this
    /// configuration; nil if anything speaks against it.
    ///
    /// - Parameter rejected: The time of change of a bundle that was made of something else, in nanoseconds since 1970.
    func record(of input: IngestInput, source: FileStatus, rejected: Int?) -> CompletedVideo? {
        guard OutputNaming.isInsideFolder(input.name), let place = try? layout.place(of: input.name),
            let bundle = FileStatus(path: place.bundle), bundle.modifiedNanoseconds != rejected,
            bundle.modifiedNanoseconds >= source.modifiedNanoseconds,
            let document = try? BundleDocument(path: place.document), document.source.bytes == source.bytes,
            document.provenance.configSHA256 == configSHA256, isOf(document, bundlePath: place.bundle),
            let line = try? DatasetFiles.manifestLine(
                path: input.name, bundlePath: place.bundlePath, documentPath: place.documentPath,
                folder: URL(fileURLWithPath: place.folder), document: document),
            let listed = try? layout.listed(line), listed.part == input.part
        else { return nil }
        return CompletedVideo(line: listed, warnings: document.warnings, timings: document.timings)
    }

    /// Whether the bundle and the document come from the same work: a bundle is published before its document.
    private func isOf(_ document: BundleDocument, bundlePath: String) -> Bool {
        guard let header = try? SafetensorsReader(path: bundlePath).header.metadata else { return false }
        return header["schema"] == document.provenance.bundleSchema
            && header["source_sha256"] == document.source.sha256
            && header["config_sha256"] == document.provenance.configSHA256
    }
}
