import OmniZipCore
import Testing

@testable import OmniZipEncoders

@Suite struct PlaceCodeTests {
    @Test(arguments: [(1, 1), (9, 16), (16, 9), (3, 50)])
    func codesHaveLengthOneAndNeighboursDiffer(height: Int, width: Int) {
        let vectors = PlaceCode(grid: CellGrid(height: height, width: width)).vectors
        #expect(vectors.count == height * width)
        for cell in vectors.indices {
            #expect(abs((vectors[cell] * vectors[cell]).sum() - 1) < 1e-6)
            if cell % width > 0 { #expect((vectors[cell] * vectors[cell - 1]).sum() < 0.97) }
        }
    }
}
