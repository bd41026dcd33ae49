import Foundation
import Testing

@testable import OmniZipBundle

@Suite struct BundlePartTests {
    private static let parts = [
        BundlePart(startSeconds: 1.5, endSeconds: 4.25, originSeconds: 1.52),
        BundlePart(startSeconds: 0.1 + 0.2, endSeconds: nil, originSeconds: 1.0 / 3),
        BundlePart(startSeconds: nil, endSeconds: 2, originSeconds: 0),
        BundlePart(startSeconds: -1, endSeconds: 2, originSeconds: 0),
    ]

    private func bundle(_ part: BundlePart?) -> TokenBundle {
        var bundle = SampleBundles.sound(content: .plan)
        bundle.metadata.part = part
        return bundle
    }

    @Test(arguments: parts) func aPartSurvivesInABundle(_ part: BundlePart) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.safetensors")
        try BundleWriter.write(bundle(part), tokens: nil, to: path)
        #expect(try BundleReader(path: path).bundle.metadata.part == part)
        #expect(BundleVerifier.problems(path: path) == [])
    }

    @Test func boundsThatWereNotAskedForHaveNoKey() {
        #expect(!bundle(nil).metadata.strings.keys.contains { $0.hasPrefix("part_") })
        let strings = bundle(Self.parts[1]).metadata.strings.filter { $0.key.hasPrefix("part_") }
        #expect(
            strings == [
                "part_start_seconds": "0.30000000000000004", "part_origin_seconds": "0.3333333333333333",
            ])
    }

    @Test(arguments: [
        ("part_origin_seconds", nil), ("part_start_seconds", "nan"), ("part_end_seconds", "soon"),
        ("part_origin_seconds", "inf"),
    ])
    func brokenKeysAreNamed(_ key: String, _ value: String?) {
        var strings = bundle(Self.parts[0]).metadata.strings
        strings[key] = value
        let error = #expect(throws: BundleError.self) { try BundleMetadata(strings: strings) }
        #expect(error?.cause.contains(key) == true)
    }

    @Test(arguments: [
        BundlePart(startSeconds: 3, endSeconds: 2, originSeconds: 3),
        BundlePart(startSeconds: 3, endSeconds: 5, originSeconds: 2.9),
        BundlePart(startSeconds: 3, endSeconds: 5, originSeconds: 5.1),
        BundlePart(startSeconds: nil, endSeconds: nil, originSeconds: -0.1),
    ])
    func numbersThatAreNoPartAreFound(_ part: BundlePart) {
        #expect(BundleVerifier.problems(in: bundle(part)).map(\.subject) == ["part_origin_seconds"])
    }

    @Test(arguments: parts) func documentAndManifestTellThePart(_ part: BundlePart) throws {
        var document = SampleBundles.document(of: bundle(part))
        document.source.part = part
        let bytes = try CanonicalJSON.bytes(document, style: .indented)
        #expect(try JSONSchema(named: "bundle-document").problems(in: bytes) == [])
        #expect(try JSONDecoder().decode(BundleDocument.self, from: Data(bytes)) == document)
        let file = OutputFile(path: "a", bytes: 1, sha256: nil)
        let line = ManifestLine(path: "a.mp4", bundle: file, document: file, describing: document)
        #expect(line.startSeconds == part.startSeconds && line.endSeconds == part.endSeconds)
        let lineBytes = try CanonicalJSON.bytes(line)
        #expect(try JSONSchema(named: "manifest-line").problems(in: lineBytes) == [])
        #expect(try JSONDecoder().decode(ManifestLine.self, from: Data(lineBytes)) == line)
    }

    @Test func aDocumentThatNamesAnotherPartDisagrees() {
        let bundle = bundle(Self.parts[0])
        var document = SampleBundles.document(of: bundle)
        #expect(DocumentChecks.problems(bundle: bundle, document: document).count == 1)
        document.source.part = Self.parts[0]
        #expect(DocumentChecks.problems(bundle: bundle, document: document) == [])
    }
}
