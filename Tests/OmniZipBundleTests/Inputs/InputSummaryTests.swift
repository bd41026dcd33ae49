import Testing

@testable import OmniZipBundle

@Suite struct InputSummaryTests {
    @Test func countsAndBytes() throws {
        let folder = try TemporaryFolder()
        let raw = InputSummary(SampleInputs.bundle(.raw, inputs: try SampleInputs.inputs(.raw, path: folder.file("x"))))
        #expect(raw.frames == 6 && raw.frameStorage == .raw && raw.frameBytes == 6 * 56 * 84 * 3)
        #expect(raw.melFrames == 240 && raw.logMelBytes == 240 * 512)
        let png = InputSummary(SampleInputs.bundle(.png, inputs: try SampleInputs.inputs(.png, path: folder.file("x"))))
        #expect(png.frames == 6 && png.frameStorage == .png && png.frameBytes == 189)
        let none = InputSummary(SampleBundles.sound())
        #expect(none.frames == 0 && none.frameBytes == 0 && none.melFrames == 0 && none.logMelBytes == 0)
    }

    @Test func documentsMustAgree() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("x")
        let bundle = try SampleInputs.write(.png, to: path)
        var document = SampleBundles.document(of: bundle)
        func problems() throws -> [BundleProblem] {
            try AtomicFile.write(CanonicalJSON.bytes(document, style: .indented), to: folder.file("x.json"))
            return BundleVerifier.problems(path: path, documentPath: folder.file("x.json"))
        }
        #expect(try problems() == [])
        document.inputs?.frameBytes = 1
        #expect(try problems().first?.message.hasPrefix("inputs is") == true)
        document.inputs = nil
        #expect(try problems().count == 1)
    }
}
