import Testing

@testable import OmniZipEncoders

@Suite struct FrameSamplingTests {
    @Test func countsAndIndicesEqualTheModelsTools() throws {
        let geometry = try QwenGeometry.load()
        #expect(geometry.smart_nframes.count == 52)
        for row in geometry.smart_nframes {
            var options = SamplingOptions()
            if let fps = row.options.fps { options.framesPerSecond = fps }
            if let fewest = row.options.min_frames { options.minFrames = fewest }
            if let most = row.options.max_frames { options.maxFrames = most }
            let count = try FrameSampling.count(
                total: row.total_frames, framesPerSecond: row.video_fps, options: options, factor: 2)
            #expect(count == row.nframes, "\(row.total_frames) at \(row.video_fps)")
            let indices = FrameSampling.linspace(total: row.total_frames, count: count)
            expect(indices, agreeWith: row.indices)
        }
    }

    /// Long lists of the golden file show both ends with one mark between.
    private func expect(_ indices: [Int], agreeWith golden: [QwenGeometry.Index]) {
        let shown = golden.split(separator: .cut, omittingEmptySubsequences: false)
        let mine = indices.map(QwenGeometry.Index.frame)
        #expect(Array(mine.prefix(shown[0].count)) == Array(shown[0]))
        if shown.count == 1 {
            #expect(mine.count == shown[0].count)
        } else {
            #expect(Array(mine.suffix(shown[1].count)) == Array(shown[1]))
        }
    }

    @Test func longListsEqualPyTorchInSinglePrecision() throws {
        let lists = try QwenGeometry.load().frame_indices
        #expect(lists.count == 6)
        for list in lists {
            #expect(FrameSampling.linspace(total: list.total_frames, count: list.nframes) == list.indices)
        }
    }

    @Test func shortClips() throws {
        func count(_ total: Int) throws -> Int {
            try FrameSampling.count(total: total, framesPerSecond: 30, options: SamplingOptions(), factor: 2)
        }
        #expect(try [1, 2, 3, 4, 5].map(count) == [1, 2, 2, 4, 4])
        #expect(FrameSampling.linspace(total: 1, count: 1) == [0])
        #expect(FrameSampling.linspace(total: 0, count: 0) == [])
        #expect(throws: ProfileError.self) { try count(0) }
        #expect(throws: ProfileError.self) {
            try FrameSampling.count(total: 10, framesPerSecond: .nan, options: SamplingOptions(), factor: 2)
        }
    }

    @Test(arguments: [
        SamplingOptions(framesPerSecond: 0), SamplingOptions(framesPerSecond: .nan),
        SamplingOptions(framesPerSecond: 1e9), SamplingOptions(minFrames: 0), SamplingOptions(minFrames: .max),
        SamplingOptions(maxFrames: 1), SamplingOptions(minFrames: 9, maxFrames: 8), SamplingOptions(maxFrames: .max),
    ])
    func optionsOutOfRangeNameTheKey(options: SamplingOptions) {
        let error = #expect(throws: ProfileError.self) {
            try FrameSampling.count(total: 100, framesPerSecond: 30, options: options, factor: 2)
        }
        #expect(error?.code == .optionOutOfRange)
        #expect(error?.remedy?.hasPrefix("allowed: ") == true)
    }

    @Test func intervalTakesTheFrameShown() throws {
        // 25 fps in ticks of 1/12800 s: frame 12 is shown at 0.48 s, frame 25 at exactly 1 s.
        let ticks = (0..<76).map { Int64($0) * 512 + 1024 }
        let indices = try FrameSampling.interval(ticks: ticks, timeBase: (1, 12800), framesPerSecond: 2)
        #expect(indices == [0, 12, 25, 37, 50, 62, 75])
        let seconds = ticks.map { Double($0 - 1024) / 12800 }
        #expect(try FrameSampling.interval(seconds: seconds, framesPerSecond: 2) == indices)
    }

    @Test func intervalRepeatsFramesAcrossGapsAndComparesExactly() throws {
        // A frame stands for 3 s; the next lies one tick before 4 s, the last exactly at 5 s.
        let ticks: [Int64] = [0, 90_000, 4 * 90_000 - 1, 5 * 90_000]
        #expect(
            try FrameSampling.interval(ticks: ticks, timeBase: (1, 90_000), framesPerSecond: 1) == [0, 1, 1, 1, 2, 3])
        // 30000/1001 fps: the 2997th frame of 100.0 s is the first that is not shown too early.
        let ntsc = (0..<4000).map { Int64($0) * 1001 }
        let indices = try FrameSampling.interval(ticks: ntsc, timeBase: (1, 30_000), framesPerSecond: 2)
        for (sample, index) in indices.enumerated() {
            #expect(Int64(index) * 1001 * 2 <= Int64(sample) * 30_000)
            #expect(Int64(index + 1) * 1001 * 2 > Int64(sample) * 30_000)
        }
        #expect(indices.count == (3999 * 1001 * 2) / 30_000 + 1)
    }

    @Test func intervalRefusesBrokenTimes() {
        #expect(throws: ProfileError.self) {
            try FrameSampling.interval(ticks: [.min, .max], timeBase: (.max, 1), framesPerSecond: 1000)
        }
        #expect(throws: ProfileError.self) {
            try FrameSampling.interval(ticks: [0, 1], timeBase: (0, 1), framesPerSecond: 2)
        }
        #expect(throws: ProfileError.self) { try FrameSampling.interval(seconds: [0, .infinity], framesPerSecond: 2) }
        #expect(throws: ProfileError.self) { try FrameSampling.interval(seconds: [0, .nan], framesPerSecond: 2) }
    }

    @Test func intervalOfOneFrameAndOfNone() throws {
        #expect(try FrameSampling.interval(ticks: [77], timeBase: (1, 25), framesPerSecond: 2) == [0])
        #expect(try FrameSampling.interval(ticks: [], timeBase: (1, 25), framesPerSecond: 2) == [])
    }
}
