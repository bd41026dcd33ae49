import Testing

@testable import OmniZipCore

@Suite struct CompressionErrorTests {
    @Test func descriptionsHaveWhatIsKnown() {
        let error = CompressionError(
            code: .notFinite, operation: "check values", cause: "x[3] is nan", remedy: "fix it")
        #expect(error.description == "check values: x[3] is nan (fix it)")
        #expect(error.at(path: "a.safetensors").description == "a.safetensors: check values: x[3] is nan (fix it)")
        #expect(CompressionError(code: .tooLarge, operation: "a", cause: "b").description == "a: b")
    }
}
