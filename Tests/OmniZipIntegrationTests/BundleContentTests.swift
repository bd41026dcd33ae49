import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

/// What the bundles of the sample clips hold.
@Suite struct BundleContentTests {
    private static let withVideo = SampleClips.names.filter { $0 != "audio-only.m4a" }

    @Test(arguments: withVideo)
    func theVideoBudgetIsMetWithinAToken(clip: String) throws {
        let bundle = try SampleRuns.standard().bundle(clip)
        let dropped = bundle.videoKeep.filter { !$0 }.count
        #expect(abs(Double(dropped) - 0.6 * Double(bundle.videoKeep.count)) < 1)
        let cells = bundle.grid.count
        for (index, window) in bundle.windows.enumerated() {
            let tokens = window.patches.lowerBound * cells..<window.patches.upperBound * cells
            let gone = bundle.videoKeep[tokens].filter { !$0 }.count
            #expect(abs(Double(gone) - Double(window.rate) * Double(tokens.count)) < 1, "window \(index)")
            #expect((0.35 - 1e-6...0.75 + 1e-6).contains(Double(window.rate)), "window \(index)")
        }
    }

    @Test(arguments: SampleClips.names)
    func theBlockAgreesWithMasksAndRows(clip: String) throws {
        let reader = try SampleRuns.standard().reader(clip)
        let bundle = reader.bundle
        #expect(bundle.modality.count == bundle.videoKeep.count + bundle.audioKeep.count)
        #expect(bundle.keep?.filter { $0 }.count == reader.tokenRowCount)
        #expect(reader.tokenRowCount == bundle.keptCount && reader.tokenRowCount > 0)
        #expect(bundle.positions.count == 3 * bundle.modality.count)
        #expect(reader.tokenType == .f16)
        let tokens = try reader.tokens()
        #expect(tokens.columns == 256)
        #expect(tokens.values.allSatisfy { $0.isFinite } && tokens.values.contains { $0 != 0 })
        #expect(bundle.metadata.sourceName == clip)
    }

    @Test(arguments: SampleClips.names.filter { $0 != "silent.mp4" })
    func audioKeepsItsShareAndItsAnchors(clip: String) throws {
        let bundle = try SampleRuns.standard().bundle(clip)
        let kept = bundle.audioKeep.filter { $0 }.count
        let share = Double(kept) / Double(bundle.audioKeep.count)
        #expect((0.69...0.77).contains(share), "\(kept) of \(bundle.audioKeep.count)")
        #expect(abs(bundle.audioSaliency.reduce(0, +) - 1) < 1e-3)
        for window in bundle.windows where !window.audio.isEmpty {
            let part = bundle.audioKeep[window.audio].filter { $0 }.count
            #expect(window.retention == Float(Double(part) / Double(window.audio.count)))
        }
    }

    @Test func laterAudioIsPaddedAndEarlierAudioIsCut() throws {
        let run = try SampleRuns.standard()
        let late = try run.bundle("audio-late.mp4").metadata.audioLeadSeconds
        #expect((1.1...1.3).contains(late), "\(late)")
        let early = try run.bundle("audio-early.mkv").metadata.audioLeadSeconds
        #expect((-0.9...(-0.7)).contains(early), "\(early)")
        for clip in SampleClips.names where clip != "audio-late.mp4" && clip != "audio-early.mkv" {
            let lead = try run.bundle(clip).metadata.audioLeadSeconds
            #expect(abs(lead) < 0.1, "\(clip): \(lead)")
        }
        // Silence is not salient: less attention goes to the padded second than to a second of speech.
        let saliency = try run.bundle("audio-late.mp4").audioSaliency
        #expect(saliency[0..<25].reduce(0, +) < saliency[50..<75].reduce(0, +))
    }

    @Test func audioBeyondTheVideoHasWindowsOfItsOwn() throws {
        let bundle = try SampleRuns.standard().bundle("audio-longer.mp4")
        #expect(bundle.windows.count == 5)
        #expect(bundle.windows.map(\.patches.isEmpty) == [false, false, false, true, true])
        #expect(bundle.windows.allSatisfy { $0.audio.count == 50 })
        #expect(bundle.windows[4].baseRate.isNaN && bundle.windows[4].seconds == 8..<10)
        #expect(bundle.audioVideoScore[150...].allSatisfy { $0 == 0 })
        #expect(bundle.audioVideoScore[..<150].contains { $0 != 0 })
    }

    @Test func withoutAudioTheVideoIsPrunedEvenlyAndItIsSaid() throws {
        let run = try SampleRuns.standard()
        let bundle = try run.bundle("silent.mp4")
        #expect(bundle.audioKeep.isEmpty && bundle.merges.target.isEmpty)
        #expect(bundle.windows.map(\.rate) == [0.6, 0.6, 0.6, 0.6])
        let kept = bundle.windows.map { window in
            bundle.videoKeep[window.patches.lowerBound * 144..<window.patches.upperBound * 144].filter { $0 }.count
        }
        #expect(kept.max().map { $0 - (kept.min() ?? 0) <= 1 } == true, "\(kept)")
        #expect(try run.document("silent.mp4").warnings.map(\.message) == ["no audio tokens: video pruned evenly"])
        #expect(try run.warnings("silent.mp4") == ["no_audio"])
    }

    @Test func withoutVideoThereIsAnAudioBundleAndItIsSaid() throws {
        let run = try SampleRuns.standard()
        let bundle = try run.bundle("audio-only.m4a")
        #expect(bundle.patchCount == 0 && bundle.videoKeep.isEmpty && bundle.frameIndex.isEmpty)
        #expect(bundle.metadata.gridTHW == [0, 0, 0])
        #expect(bundle.audioKeep.count == 225)
        #expect(try run.warnings("audio-only.m4a") == ["no_video"])
        #expect(try run.document("audio-only.m4a").source.video == nil)
    }

    @Test func gridsFollowTheShownPicture() throws {
        let run = try SampleRuns.standard()
        let portrait = try run.bundle("portrait-rotated.mp4").grid
        #expect(portrait == CellGrid(height: 15, width: 9) || portrait == CellGrid(height: 16, width: 9))
        #expect(try run.document("portrait-rotated.mp4").source.video?.rotationDegrees == 90)
        for clip in ["speech-object.mp4", "slide-talk.mp4", "letterbox.mp4", "silent.mp4"] {
            #expect(try run.bundle(clip).grid == CellGrid(height: 9, width: 16), "\(clip)")
        }
    }

    @Test(arguments: [
        ("speech-object.mp4", 25.0), ("slide-talk.mp4", 25), ("cuts-music.mp4", 30), ("silent.mp4", 24),
        ("portrait-rotated.mp4", 30), ("letterbox.mp4", 24), ("audio-late.mp4", 25), ("audio-early.mkv", 25),
        ("audio-longer.mp4", 25),
    ])
    func framesOfAConstantRateAreWhereTheirIndexSays(clip: String, rate: Double) throws {
        let bundle = try SampleRuns.standard().bundle(clip)
        #expect(bundle.frameIndex.first == 0 && bundle.frameSeconds.first == 0)
        // Matroska's times are whole milliseconds.
        let tolerance = clip.hasSuffix("mkv") ? 0.001 : 1e-9
        for (index, seconds) in zip(bundle.frameIndex, bundle.frameSeconds) {
            #expect(abs(seconds - Double(index) / rate) <= tolerance, "frame \(index) at \(seconds)")
        }
        #expect(zip(bundle.frameSeconds, bundle.frameSeconds.dropFirst()).allSatisfy { $0 < $1 })
        #expect(bundle.metadata.effectiveFramesPerSecond == 2)
        #expect(bundle.metadata.secondsPerGrid == 1)
    }

    @Test func framesOfAVariableRateAreWhereFFprobeSeesThem() throws {
        let bundle = try SampleRuns.standard().bundle("variable-rate.mp4")
        let times = try FFmpegTool.probe([
            "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0",
            try SampleClips.path("variable-rate.mp4"),
        ]).split(whereSeparator: \.isNewline).compactMap { Double($0.prefix { $0 != "," }) }.sorted()
        #expect(Set(zip(times, times.dropFirst()).map { Int((($1 - $0) * 1000).rounded()) }).count >= 3)
        for (index, seconds) in zip(bundle.frameIndex, bundle.frameSeconds) {
            #expect(abs(seconds - (times[Int(index)] - times[0])) < 1e-5, "frame \(index) at \(seconds)")
        }
        #expect(zip(bundle.frameSeconds, bundle.frameSeconds.dropFirst()).allSatisfy { $0 < $1 })
    }
}
