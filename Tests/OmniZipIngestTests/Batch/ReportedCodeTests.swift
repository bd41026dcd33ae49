import Testing

@testable import OmniZipIngest

@Suite struct ReportedCodeTests {
    @Test(arguments: [
        ("notMedia", "not_media"), ("truncated", "truncated"), ("sampleRateOutOfRange", "sample_rate_out_of_range"),
        ("no_audio", "no_audio"),
    ])
    func wordsAreJoinedByUnderscores(name: String, text: String) {
        #expect(ReportedCode.text(name) == text)
    }
}
