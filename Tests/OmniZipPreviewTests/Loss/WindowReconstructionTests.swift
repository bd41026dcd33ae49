import Foundation
import Testing

@testable import OmniZipPreview

@Suite struct WindowReconstructionTests {
    private struct Golden: Decodable {
        struct Case: Decodable {
            let patches: Int
            let pixels: [UInt8]
            let tokens: [Float]
            let keep: [Bool]
            let psnr_db: Double
        }
        let cells: Int
        let cell_bytes: Int
        let dimension: Int
        let cases: [Case]
    }

    /// Golden/make_reconstruction.py asks psnr_fill of bench/encoders/eval.py.
    @Test func equalsTheAcceptanceTestsFormula() throws {
        let url = try #require(Bundle.module.url(forResource: "reconstruction", withExtension: "json"))
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
        var reconstruction = WindowReconstruction(
            cells: golden.cells, cellBytes: golden.cell_bytes, dimension: golden.dimension)
        for (number, one) in golden.cases.enumerated() {
            // Twice, and beside another mask: what is remembered must not change the result.
            let other = one.keep.map { !$0 }
            let errors = reconstruction.squaredErrors(
                keeps: [one.keep[...], other[...], one.keep[...]], tokens: one.tokens, pixels: one.pixels)
            for error in [errors[0], errors[2]] {
                let psnr = try #require(
                    WindowReconstruction.decibels(squaredError: error, bytes: one.pixels.count))
                #expect(abs(psnr - one.psnr_db) < 1e-4, "case \(number)")
            }
        }
    }

    @Test func nothingLostIsHundredAndNothingShownIsNil() {
        #expect(WindowReconstruction.decibels(squaredError: 0, bytes: 10) == 100)
        #expect(WindowReconstruction.decibels(squaredError: 0, bytes: 0) == nil)
    }
}
