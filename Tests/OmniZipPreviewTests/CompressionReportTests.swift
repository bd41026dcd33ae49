import OmniZipBundle
import OmniZipIngest
import Testing

@testable import OmniZipPreview

@Suite struct CompressionReportTests {
    private func report(_ input: String, video: TokenCount, merges: Int) -> EmbeddingsReport {
        EmbeddingsReport(
            input: input, output: "out.safetensors", plan: nil, scope: .released, video: video,
            audio: TokenCount(total: 100, kept: 73), windows: 2, merges: merges, timings: [:])
    }

    @Test func saysWhatWasKeptAndWhere() {
        let one = report("in.safetensors", video: TokenCount(total: 2000, kept: 800), merges: 1234)
        #expect(
            CompressionReport(one).lines == [
                "video: 800/2,000 40.0 % kept", "audio: 73/100 73.0 % kept, 1,234 merge entries",
                "windows: 2, scope released", "output: out.safetensors",
            ])
    }

    @Test func aLineAFileAndTotals() {
        let failure = FailureLine(
            path: "c.safetensors", failureClass: .permanent, stage: "read", code: "malformed", message: "m", hint: nil,
            attempts: 1)
        let many = EmbeddingsFolderReport(
            output: "out",
            files: [
                report("a.safetensors", video: TokenCount(total: 2000, kept: 800), merges: 12),
                report("sub/b.safetensors", video: TokenCount(total: 1000, kept: 400), merges: 3),
            ], failures: [failure])
        #expect(
            CompressionReport(many).lines == [
                "file               video tokens kept  audio tokens kept  merge entries",
                "a.safetensors       800/2,000 40.0 %      73/100 73.0 %             12",
                "sub/b.safetensors   400/1,000 40.0 %      73/100 73.0 %              3", "",
                "files: 2 done, 1 failed", "tokens: video 1,200/3,000 40.0 %, audio 146/200 73.0 % kept", "output: out",
            ])
        let none = EmbeddingsFolderReport(output: "out", files: [], failures: [])
        #expect(CompressionReport(none).lines[0] == "no *.safetensors found")
    }
}
