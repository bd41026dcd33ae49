import Testing

@testable import OmniZipCore

@Suite struct CompressionPlanTests {
    private func plan(
        _ saliency: [Float], _ windows: [TimeWindow], patches: Int, cells: Int,
        _ parameters: CompressionParameters = CompressionParameters()
    ) throws -> CompressionPlan {
        try CompressionPlan(
            saliency: saliency, windows: windows, patchCount: patches, cellsPerPatch: cells, parameters: parameters)
    }

    private func code(_ body: () throws -> Void) -> CompressionError.Code? {
        do { try body() } catch let error as CompressionError { return error.code } catch {}
        return nil
    }

    @Test func thePresetKeepsWhatThePaperCounts() throws {
        let windows = (0..<32).map { TimeWindow(audio: $0 * 50..<($0 + 1) * 50, patches: $0 * 2..<($0 + 1) * 2) }
        // The same saliency in every window: 35 dominant tokens and 2 anchors each.
        let saliency = (0..<1600).map { Float($0 % 50) + Float($0) * 1e-5 }
        let result = try plan(saliency, windows, patches: 64, cells: 144)
        #expect(result.audioKeep.filter { $0 }.count == 32 * 37)
        #expect(result.anchors.map(\.count) == [Int](repeating: 2, count: 32))
        #expect(result.keptCells.reduce(0, +) == 3686)
        #expect(result.keptCellsPerPatch.reduce(0, +) == 3686)
        for rate in result.rate { #expect(abs(rate - 0.6) < 1e-12) }
        for retention in result.retention { #expect(retention == 37.0 / 50) }
        for base in result.baseRate { #expect(abs(base - (0.75 - 0.4 * 0.74)) < 1e-12) }
        #expect(result == result)
    }

    @Test func halfATokenIsKept() throws {
        let windows = [TimeWindow(audio: 0..<0, patches: 0..<1)]
        let result = try plan([], windows, patches: 1, cells: 5, CompressionParameters(rhoVideo: 0.5))
        #expect(result.keptCells == [3])
        #expect(result.rate == [0.5])
        #expect(result.retention[0].isNaN && result.baseRate[0].isNaN)
        #expect(result == result)
    }

    @Test func windowsWithoutOneOfTheTwoAreUnguided() throws {
        let windows = [
            TimeWindow(audio: 0..<2, patches: 0..<0), TimeWindow(audio: 2..<2, patches: 0..<2),
            TimeWindow(audio: 2..<2, patches: 2..<2), TimeWindow(audio: 2..<4, patches: 2..<4),
        ]
        let result = try plan([0.1, 0.2, 0.3, 0.4], windows, patches: 4, cells: 10)
        #expect(result.rate[0..<3] == [0.6, 0.6, 0.6])
        #expect(result.baseRate.map(\.isNaN) == [true, true, true, false])
        #expect(result.retention[0] == 0.5)
        #expect(result.retention[1].isNaN)
        #expect(result.keptCells == [0, 8, 0, 8])
        #expect(result.keptCellsPerPatch == [4, 4, 4, 4])
    }

    @Test func noMergesMeansNoAnchors() throws {
        let windows = [TimeWindow(audio: 0..<50, patches: 0..<2)]
        let saliency = (0..<50).map(Float.init)
        let with = try plan(saliency, windows, patches: 2, cells: 4)
        let without = try plan(saliency, windows, patches: 2, cells: 4, CompressionParameters(mergeCount: 0))
        #expect(with.anchors == [[0, 7]])
        #expect(without.anchors == [[]])
        #expect(without.audioKeep == without.dominant)
    }

    @Test func aClipOfNothingIsEmpty() throws {
        let result = try plan([], [], patches: 0, cells: 0)
        #expect(result.keptCells.isEmpty && result.keptCellsPerPatch.isEmpty && result.audioKeep.isEmpty)
    }

    @Test func windowsThatDoNotTileAreRefused() {
        let first = TimeWindow(audio: 0..<2, patches: 0..<1)
        for windows in [
            [], [first], [first, TimeWindow(audio: 3..<4, patches: 1..<2)],
            [first, TimeWindow(audio: 2..<4, patches: 0..<2)], [TimeWindow(audio: 0..<5, patches: 0..<2)],
            [TimeWindow(audio: 2..<4, patches: 1..<2), first],
        ] {
            #expect(
                code { _ = try plan([1, 2, 3, 4], windows, patches: 2, cells: 3) } == .windowsDoNotTile)
        }
    }

    @Test func parametersOutOfRangeAreRefused() {
        let guided = [TimeWindow(audio: 0..<2, patches: 0..<1)]
        func fault(_ parameters: CompressionParameters) -> CompressionError.Code? {
            code { _ = try plan([1, 2], guided, patches: 1, cells: 3, parameters) }
        }
        #expect(fault(CompressionParameters(rhoAudio: -0.1)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rhoAudio: 1.1)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rhoAudio: .nan)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rhoVideo: 0.76)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rhoVideo: 0.34)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(contextualRatio: 1.5)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(mergeCount: -1)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(neighbourCount: 0)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rateMinimum: 0.8)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(mergeScoreScale: .infinity)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(scope: .released)) == .parameterOutOfRange)
        #expect(fault(CompressionParameters(rhoVideo: 0.75)) == nil)
    }

    @Test func unguidedClipsMayLoseAnyShare() throws {
        let windows = [TimeWindow(audio: 0..<0, patches: 0..<1)]
        #expect(try plan([], windows, patches: 1, cells: 4, CompressionParameters(rhoVideo: 1)).keptCells == [0])
        #expect(try plan([], windows, patches: 1, cells: 4, CompressionParameters(rhoVideo: 0)).keptCells == [4])
    }

    @Test func badValuesAndSizesAreRefused() {
        let windows = [TimeWindow(audio: 0..<3, patches: 0..<0)]
        do {
            _ = try plan([1, .nan, .infinity], windows, patches: 0, cells: 0)
            Issue.record("a NaN was accepted")
        } catch {
            #expect("\(error)".contains("audio_saliency[1]"))
        }
        #expect(code { _ = try plan([], [], patches: 1, cells: 0) } == .shapeMismatch)
        #expect(code { _ = try plan([], [], patches: -1, cells: 4) } == .shapeMismatch)
        #expect(code { _ = try plan([], [], patches: Int.max, cells: 4) } == .tooLarge)
        #expect(code { _ = try plan([], [], patches: 1, cells: 20_000) } == .tooLarge)
    }
}
