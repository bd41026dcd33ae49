import OmniZipBundle
import OmniZipIngest
import Testing

@testable import OmniZipPreview

@Suite struct CompressionReportTests {
    @Test func saysWhatWasKeptAndWhere() {
        let report = EmbeddingsReport(
            output: "out.safetensors", scope: .released, video: TokenCount(total: 2000, kept: 800),
            audio: TokenCount(total: 100, kept: 73), windows: 2, merges: 1234)
        #expect(
            CompressionReport(report).lines == [
                "video: 800/2,000 40.0 % kept", "audio: 73/100 73.0 % kept, 1,234 merge entries",
                "windows: 2, scope released", "output: out.safetensors",
            ])
    }
}
