import Foundation
import OmniZipBundle
import Testing

@testable import OmniZipPreview

@Suite struct PageTemplateTests {
    private static let hostile =
        "\u{600}</title>\u{600}</script>\u{600}<script>alert(1)\u{600}</script>\u{600}\"\u{600}'&\n\u{202e}\u{1F3AC} \u{5E9}\u{5DC}\u{5D5}\u{5DD} {{data}} /*{{js}}*/"

    private func report(name: String) -> PruningReport {
        let outcome = PruningOutcome(
            id: "omnizip", method: "omnizip", rhoAudio: 0.3, rhoVideo: 0.6, video: TokenCount(total: 0, kept: 0),
            audio: TokenCount(total: 0, kept: 0),
            cost: PruningCost(tokens: TokenCount(total: 0, kept: 0), model: .qwen25Omni7B), loss: LossFigures(),
            windows: [])
        return PruningReport(
            generatorVersion: "1", basis: .plan, source: PreviewSource(name: name), profile: "p", encoder: "e",
            parameters: ParameterSummary(.init()),
            sampling: SamplingSummary(
                rule: "linspace", timing: "true", frames: 0, effectiveFramesPerSecond: 0, secondsPerGrid: 0,
                gridTHW: [0, 0, 0], resizedHeight: 0, resizedWidth: 0, melFrames: 0, audioSamples: 0,
                audioLeadSeconds: 0, audioTruncated: false),
            chosen: outcome)
    }

    /// A name cannot end the script that holds the data, nor be taken for a marker.
    @Test func aHostileNameStaysData() throws {
        let plain = String(
            decoding: try PageTemplate.videoPage(report: report(name: "a"), media: PageMedia()), as: UTF8.self)
        let page = String(
            decoding: try PageTemplate.videoPage(report: report(name: Self.hostile), media: PageMedia()),
            as: UTF8.self)
        func count(_ text: String, in page: String) -> Int { page.components(separatedBy: text).count - 1 }
        for tag in ["<script", "</script", "</title", "<style"] {
            #expect(count(tag, in: page) == count(tag, in: plain), "\(tag)")
        }
        #expect(!page.contains("alert(1)</script>"))
        // As scalars: U+0600 and what follows it are one Character.
        let scalars = Array(page.unicodeScalars)
        for (place, scalar) in scalars.enumerated() where scalar == "\u{600}" {
            #expect(!["<", ">"].contains(scalars[place + 1]), "at \(place)")
        }
        #expect(page.contains("\\u003c/script\\u003e"))
        let start = try #require(page.range(of: "id=\"data\">"))
        let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(page[start.upperBound..<end.lowerBound].utf8)) as? [String: Any]
        )
        let source = try #require((object["report"] as? [String: Any])?["source"] as? [String: Any])
        #expect(source["name"] as? String == Self.hostile)
    }

    /// Every marker is filled, and nothing in a page can be fetched.
    @Test func pagesAreWhole() throws {
        let empty = FolderReport(
            generatorVersion: "1", basis: .plan, model: "m", rhoAudio: 0.3, rhoVideo: 0.6, videos: [], failures: [])
        let pages = [
            try PageTemplate.videoPage(report: report(name: "a"), media: PageMedia()),
            try PageTemplate.folderPage(report: empty),
        ]
        for page in pages.map({ String(decoding: $0, as: UTF8.self) }) {
            #expect(!page.contains("{{"))
            #expect(page.contains("default-src 'none'"))
            #expect(page.contains("script-src 'sha256-") && !page.contains("script-src 'unsafe-inline'"))
            for scheme in ["http://", "https://", "@import"] {
                #expect(!page.replacing("http://www.w3.org/", with: "").contains(scheme))
            }
            #expect(page.utf8.count < 100_000)
        }
    }
}
