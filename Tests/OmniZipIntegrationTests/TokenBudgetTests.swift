import Foundation
import OmniZipBundle
import OmniZipPreview
import OmniZipTestSupport
import Testing

/// `--max-tokens` and `--fit`, in `preview` and in `run`.
@Suite struct TokenBudgetTests {
    private let clip = "speech-object.mp4"

    private func preview(_ maxTokens: Int, _ options: [String] = [], exitCode: Int32 = 0) throws -> PruningReport {
        try PreviewRuns.report(
            [try SampleClips.path(clip), "--plan-only", "--max-tokens", "\(maxTokens)"] + options, exitCode: exitCode)
    }

    /// The first point of the line that fits: the one before it does not.
    @Test func theFirstPointThatFitsIsTaken() throws {
        let report = try preview(900)
        let budget = try #require(report.budget)
        #expect(budget.result == .rates && budget.isApplied)
        #expect(report.chosen.block.kept == budget.setting.tokens && budget.setting.tokens <= 900)
        #expect(report.parameters.rhoAudio == budget.setting.rhoAudio)
        let before = try PreviewRuns.report([
            try SampleClips.path(clip), "--plan-only",
            "--rho-audio", "\((budget.setting.rhoAudio * 100 - 1).rounded() / 100)",
            "--rho-video", "\((budget.setting.rhoVideo * 100 - 1).rounded() / 100)",
        ])
        #expect(before.chosen.block.kept > 900)
        #expect(abs(budget.setting.rhoVideo - budget.setting.rhoAudio - 0.3) < 1e-9)
    }

    /// Both ends of the line belong to it.
    @Test func theEndsOfTheLineBelongToIt() throws {
        let mild = try #require(try preview(1_000_000).budget)
        #expect(mild.setting.rhoAudio == 0.05 && mild.setting.rhoVideo == 0.35)
        let end = try PreviewRuns.report([
            try SampleClips.path(clip), "--plan-only", "--rho-audio", "0.45", "--rho-video", "0.75",
        ])
        let strong = try #require(try preview(end.chosen.block.kept).budget)
        #expect(strong.result == .rates && strong.setting.rhoAudio == 0.45 && strong.setting.rhoVideo == 0.75)
    }

    /// Where no rates fit, the report says what would, and with --fit both programs do it.
    @Test func fewerFramesAreNamedAndWithFitTaken() throws {
        let report = try preview(450, exitCode: 1)
        let budget = try #require(report.budget)
        #expect(budget.result == .sampling && !budget.isApplied)
        #expect(budget.setting.framesPerSecond < 2 && budget.setting.tokens <= 450)
        #expect(report.chosen.block.kept > 450)
        let fitted = try preview(450, ["--fit"])
        #expect(fitted.budget?.isApplied == true && fitted.chosen.block.kept == budget.setting.tokens)

        let folder = try TemporaryFolder()
        let run = try BuiltProgram.run([
            "run", try SampleClips.path(clip), "-o", folder.path("out"), "--max-tokens", "450", "--fit", "--content",
            "plan",
        ])
        #expect(run.exitCode == 0, "\(run)")
        let bundle = try BundleReader(path: folder.path("out/\(clip).safetensors")).bundle
        #expect(bundle.keptCount == budget.setting.tokens)
        #expect(bundle.metadata.parameters.rhoAudio == 0.45)
    }

    /// In a folder each video has its own rates, and one that does not fit is named.
    @Test func aFolderNamesWhatDoesNotFit() throws {
        let inputs = [try SampleClips.path(clip), try SampleClips.path("audio-only.m4a"), "--max-tokens", "450"]
        let report = try PreviewRuns.folderReport(inputs, exitCode: 1)
        #expect(report.videos.map { $0.warnings.contains { $0.code == "budget_exceeded" } } == [false, true])
        let fitted = try PreviewRuns.folderReport(inputs + ["--fit"])
        #expect(fitted.videos.allSatisfy { $0.block.kept <= 450 })
        #expect(fitted.maxTokens == 450 && fitted.videos[1].rhoVideo == 0.75)
        #expect(fitted.videos.map { $0.budget?.result } == [.rates, .sampling])
    }

    /// Bounds between two points of the line leave one point; sound alone has no bounds.
    @Test func boundsThatMissEveryPointStillAllowRates() throws {
        let bounds = ["--rate-min", "0.351", "--rate-max", "0.359", "--rho-video", "0.355"]
        let report = try preview(1_000_000, bounds)
        #expect(report.budget?.result == .rates && report.parameters.rhoVideo == 0.351)
        let sound = try PreviewRuns.report(
            [try SampleClips.path("audio-only.m4a"), "--max-tokens", "1000000"] + bounds)
        #expect(sound.budget?.result == .rates && sound.parameters.rhoAudio == 0.05)
    }

    /// More pixels than the least are given up after frames.
    @Test func fewerPixelsComeAfterFewerFrames() throws {
        let report = try preview(300, ["--min-pixels", "602112", "--max-pixels", "602112"], exitCode: 1)
        let setting = try #require(report.budget?.setting)
        #expect(setting.framesPerSecond <= 0.5 && setting.maxPixels < 602_112 && setting.tokens <= 300)
    }

    @Test func whatCannotFitFailsAndSaysTheLeast() throws {
        let report = try preview(20, ["--fit"], exitCode: 1)
        let budget = try #require(report.budget)
        #expect(budget.result == .impossible && !budget.isApplied && budget.setting.tokens > 20)
        let folder = try TemporaryFolder()
        let run = try BuiltProgram.run([
            "run", try SampleClips.path(clip), "-o", folder.path("out"), "--max-tokens", "20", "--fit",
        ])
        #expect(run.exitCode == 65)
        let failures = try JSONLines.read(FailureLine.self, path: folder.path("out/failures.jsonl"))
        #expect(failures.map(\.code) == ["budget_exceeded"])
        #expect(failures[0].message.contains("keep \(budget.setting.tokens)"))
    }

    /// Without --fit a run names the flag, and a resumed run with it makes the bundle.
    @Test func aRunWithoutFitNamesIt() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "run", try SampleClips.path(clip), "-o", folder.path("out"), "--max-tokens", "450", "--content", "plan",
        ]
        let first = try BuiltProgram.run(arguments)
        #expect(first.exitCode == 65 && first.errors.contains("--fit"))
        #expect(try BuiltProgram.run(arguments + ["--fit"]).exitCode == 0)
    }
}
